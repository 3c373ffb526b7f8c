/**
 * Wallets to renew, and what they are held to.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { RecordChange } from "../../../core/ports.ts";
import { WatchedRecordStore } from "../../support/watched_record_store.ts";
import { AuthenticationError } from "../../../core/errors.ts";
import type { RecordStore } from "../../../core/ports.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import { createWalletV1 } from "../../../core/wallet/v1/create_wallet.ts";
import type { HeaderV1, NamesMode } from "../../../core/wallet/v1/header.ts";
import { parseHeader } from "../../../core/wallet/v1/header_parse.ts";
import { type SecretsV1 } from "../../../core/wallet/v1/opening.ts";
import {
  openSessionV1,
  type RenewedWallet,
  renewWalletKey,
  type RenewWalletOptions,
} from "../../../core/wallet/v1/renew_wallet.ts";
import { openWalletV1, type WalletV1 } from "../../../core/wallet/v1/wallet.ts";
import {
  collected,
  memoryStores,
  type OpenStore,
  PASSWORD,
  quickSlot,
  SURROUNDINGS,
} from "../../support/wallets.ts";

export const OWN: SecretsV1 = { secret: { password: PASSWORD } };
export const SECOND = { password: "second password" };
export const THIRD = { password: "third password" };
export const ABSENT = { uid: null, pwd: null };

/** A wallet with three passwords and a CI token, and what it holds. */
export interface Sample {
  openStore: OpenStore;
  ids: string[];
  token: { token: string };
  plain: WalletRecord[];
}

export function sampleRecord(i: number): WalletRecord {
  const values = i % 3 === 0 ? ABSENT : { uid: `user ${i}`, pwd: i % 2 ? "" : `pw ${i}` };
  const info = new Map(i % 4 === 1 ? [["", `${i}`], ["__proto__", "é"]] : []);
  const updated = `2020-01-02T03:04:05.00000${i % 10}Z`;
  return { domain: `d${i % 2}`, access: `a${i}`, ...values, info, updated };
}

export async function sample(
  { names = "sealed", count = 5, atomicChanges = 5, records }: {
    names?: NamesMode;
    count?: number;
    atomicChanges?: number;
    records?: WalletRecord[];
  } = {},
): Promise<Sample> {
  const openStore = memoryStores({ features: { atomicChanges } });
  const { wallet, slots } = await createWalletV1(await openStore(), {
    names,
    slots: [
      quickSlot(),
      quickSlot(SECOND.password, "second"),
      quickSlot(THIRD.password, "third\x1b[31m"),
      { kind: "token", label: "ci" },
    ],
    surroundings: SURROUNDINGS,
  });
  await using _ = wallet;
  const wanted = records ?? Array.from({ length: count }, (_, i) => sampleRecord(i));
  await wallet.insert(wanted.map((record) => ({ record, overwrite: false })));
  const plain = await collected(wallet.records());
  const ids = slots.map(({ id }) => id);
  return { openStore, ids, token: { token: slots[3]!.token! }, plain };
}

export async function renew(
  store: RecordStore,
  options: RenewWalletOptions = {},
  secrets = OWN,
): Promise<RenewedWallet> {
  await using session = openSessionV1(store, secrets, SURROUNDINGS);
  return await renewWalletKey(session, options);
}

export async function withWallet<T>(
  { openStore }: Pick<Sample, "openStore">,
  work: (wallet: WalletV1) => Promise<T>,
  secrets = OWN,
): Promise<T> {
  await using wallet = openWalletV1(await openStore(), secrets, SURROUNDINGS);
  return await work(wallet);
}

export function recordsOf(at: Pick<Sample, "openStore">, secrets = OWN) {
  return withWallet(at, (wallet) => collected(wallet.records()), secrets);
}

export async function headerOf(
  { openStore }: Pick<Sample, "openStore">,
): Promise<HeaderV1> {
  await using store = await openStore();
  return parseHeader((await store.header())!.value);
}

export async function epochsOfRecords({ openStore }: Sample) {
  await using store = await openStore();
  return (await collected(store.scan())).map(({ value }) =>
    value.attributes.get("epoch")
  );
}

/** Nothing but the new key is anywhere, everything is there, and nothing is wrong. */
export async function assertRenewed(at: Sample, records = at.plain): Promise<void> {
  const header = await headerOf(at);
  assert.deepEqual(header.epochs, [2]);
  for (const epoch of await epochsOfRecords(at)) assert.equal(epoch, "2");
  assert.deepEqual(await recordsOf(at), records);
  const { problems, genuine } = await withWallet(at, (wallet) => wallet.verify());
  assert.deepEqual([problems, genuine], [[], records.length]);
}

export async function assertUnopened(
  at: Sample,
  secret: SecretsV1["secret"],
): Promise<void> {
  await assert.rejects(recordsOf(at, { secret }), AuthenticationError);
}

export class Killed extends Error {}

/** Stops for ever at a commit, which is made or not. */
export class KilledStore extends WatchedRecordStore {
  readonly #at: number;
  readonly #made: boolean;
  #count = 0;

  constructor(store: RecordStore, at: number, made: boolean) {
    super(store);
    this.#at = at;
    this.#made = made;
    this.before = () => {
      if (this.#count >= this.#at) throw new Killed();
    };
  }

  override async commit(changes: readonly RecordChange[]): Promise<void> {
    if (this.#count + 1 < this.#at || this.#made) await super.commit(changes);
    if (++this.#count === this.#at) throw new Killed();
  }
}

export async function killed(at: Sample, commit: number, made: boolean): Promise<void> {
  const store = new KilledStore(await at.openStore(), commit, made);
  await assert.rejects(renew(store, { keep: [{ secret: SECOND }] }), Killed);
}
