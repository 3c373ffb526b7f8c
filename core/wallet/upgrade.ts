/**
 * From a wallet of format v0 to one of format v1 in another place. The old one is only
 * read. It can be stopped at any point; the next run goes on.
 *
 * @module
 */

import {
  AuthenticationError,
  type CofferError,
  ConflictError,
  DamagedError,
  UsageError,
} from "../errors.ts";
import type { RecordStore } from "../ports.ts";
import { formatKey } from "../stash/key.ts";
import type { WalletRecord } from "./record.ts";
import type { Surroundings } from "./v0/wallet.ts";
import { nameOf, nameText, parts, sameName } from "./v1/batches.ts";
import {
  type CreateWalletOptions,
  createWalletV1,
  type MadeSlot,
} from "./v1/create_wallet.ts";
import { toTimestampV1 } from "./v1/updated.ts";
import { openWalletV1, type SecretsV1 } from "./v1/wallet.ts";
import type { RecordName, Wallet } from "./wallet.ts";

/** Records between two reports of progress. */
const AT_ONCE = 250;

/** What the new wallet is to be. */
export type NewWallet = Omit<CreateWalletOptions, "surroundings">;

/** From what to what. */
export interface UpgradeOptions {
  /** The old wallet. It stays the caller's. */
  from: Wallet;
  /** An empty store, or the one of an earlier run. It stays the caller's. */
  to: RecordStore;
  /**
   * Called if `to` holds no wallet yet. A device key that is made here is to be kept before
   * this returns: without it, nobody opens what an interrupted run has written.
   */
  create: () => NewWallet | Promise<NewWallet>;
  /** What opens the new wallet, in this run and in the next. */
  secrets: SecretsV1;
  surroundings: Surroundings;
  /** Called once before anything is written, when the old wallet was read. */
  beforeWriting?: () => void | Promise<void>;
  /** Told how many records are in the new wallet. */
  onProgress?: (done: number, total: number) => void;
}

/** A record that is in the old wallet alone. */
export interface LeftRecord extends RecordName {
  /** Why: the field that does not open, or the name that format v1 cannot hold. */
  reason: CofferError;
}

/** What came of it. */
export interface Upgraded {
  /** How many records are in the new wallet, each found to be the same in both. */
  records: number;
  /** How many of them an earlier run had written. */
  already: number;
  /** Those that were left behind; if there are any, only a part was done. */
  unopened: LeftRecord[];
  /** Records whose time is not one: in the new wallet they have that of this run. */
  undated: RecordName[];
  /** The slots, if this run made the wallet: the text of a CI token is nowhere else. */
  slots: MadeSlot[];
}

/** What can be taken over, and what not. */
interface Source {
  records: WalletRecord[];
  left: LeftRecord[];
}

/**
 * Makes a wallet of format v1 with the records of `from`, then reads both again, and
 * compares every field. Run with the same secrets, it goes on where it was stopped.
 *
 * @throws {AuthenticationError} if the password of `from` opens nothing, or `secrets` do
 * not open what is in `to`; nothing is written then
 * @throws {ExistsError} if there are records in `to` that are of no v1 wallet
 * @throws {ConflictError} if what is in `to` is not what is in `from`: it names the records.
 * Nothing is written, if it was so before
 * @throws {UsageError | LimitError} as `createWalletV1`
 */
export async function upgradeWallet(options: UpgradeOptions): Promise<Upgraded> {
  const { from, to, secrets, surroundings, beforeWriting, onProgress } = options;
  await from.unlock();
  const source = await readSource(from);
  const isNew = await to.header() === null;
  if (isNew) await beforeWriting?.();
  const slots = isNew ? await makeWallet(options) : [];
  await using wallet = openWalletV1(lent(to), secrets, surroundings);
  const missing = await missingIn(wallet, source);
  if (!isNew && missing.length > 0) await beforeWriting?.();
  const total = source.records.length;
  const already = total - missing.length;
  let done = already;
  for (const records of parts(missing, AT_ONCE)) {
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
    onProgress?.(done += records.length, total);
  }
  const { records, left } = await mustBeSame(wallet, from);
  const undated = records.filter(isUndated).map(nameOf);
  return { records: records.length, already, unopened: left, undated, slots };
}

async function makeWallet(
  { to, create, surroundings }: UpgradeOptions,
): Promise<MadeSlot[]> {
  const made = await createWalletV1(lent(to), { ...await create(), surroundings });
  await made.wallet[Symbol.asyncDispose]();
  return made.slots;
}

async function readSource(from: Wallet): Promise<Source> {
  const { records, left } = await readAll(from).catch((error) => {
    if (!isUnopened(error)) throw error;
    return readEach(from);
  });
  const unfit = records.filter((record) => !isStorable(record));
  return {
    records: records.filter(isStorable),
    left: [
      ...left,
      ...unfit.map((record) => ({ ...nameOf(record), reason: unstorable() })),
    ],
  };
}

async function readAll(from: Wallet): Promise<Source> {
  return { records: await Array.fromAsync(from.records()), left: [] };
}

/** Slower, for some stores by far; but what does not open keeps nothing else back. */
async function readEach(from: Wallet): Promise<Source> {
  const source: Source = { records: [], left: [] };
  for (const name of await Array.fromAsync(from.names())) {
    try {
      const record = await from.get(name);
      if (record !== null) source.records.push(record);
    } catch (reason) {
      if (!isUnopened(reason)) throw reason;
      source.left.push({ ...nameOf(name), reason });
    }
  }
  return source;
}

function isUnopened(error: unknown): error is AuthenticationError | DamagedError {
  return error instanceof AuthenticationError || error instanceof DamagedError;
}

function isStorable({ domain, access, info }: WalletRecord): boolean {
  return [domain, access, ...info.keys()].every((name) => name.isWellFormed());
}

function unstorable(): UsageError {
  return new UsageError("a name in it holds half of a surrogate pair", {
    hint: "rename it in the old wallet",
  });
}

/** The records that are yet to be written; all others that are there must be the same. */
async function missingIn(wallet: Wallet, source: Source): Promise<WalletRecord[]> {
  const { missing, others } = await compare(wallet, source);
  if (others.length > 0) throw notTheSame(wallet, others);
  return missing;
}

async function mustBeSame(wallet: Wallet, from: Wallet): Promise<Source> {
  const source = await readSource(from);
  const { missing, others } = await compare(wallet, source);
  const wrong = [
    ...others,
    ...missing.map((record) => ({ ...nameOf(record), fields: ["missing"] })),
  ];
  if (wrong.length > 0) throw notTheSame(wallet, wrong);
  return source;
}

/** A record that is not the same in both wallets. */
interface Other extends RecordName {
  /** What of it, for messages. */
  fields: string[];
}

async function compare(
  wallet: Wallet,
  { records, left }: Source,
): Promise<{ missing: WalletRecord[]; others: Other[] }> {
  const there = new Map<string, WalletRecord>();
  for await (const record of wallet.records()) there.set(nameText(record), record);
  const missing: WalletRecord[] = [];
  const others: Other[] = [];
  for (const record of records) {
    const copy = there.get(nameText(record));
    if (copy === undefined) missing.push(record);
    else {
      const fields = differences(record, copy);
      if (fields.length > 0) others.push({ ...nameOf(record), fields });
      there.delete(nameText(record));
    }
  }
  for (const record of there.values()) {
    if (left.some((name) => sameName(name, record))) continue;
    others.push({ ...nameOf(record), fields: ["not in the old wallet"] });
  }
  return { missing, others };
}

function differences(record: WalletRecord, copy: WalletRecord): string[] {
  const names = new Set([...record.info.keys(), ...copy.info.keys()]);
  const { updated } = record;
  const time = updated === undefined ? null : toTimestampV1(updated);
  return [
    ...(record.uid === copy.uid ? [] : ["uid"]),
    ...(record.pwd === copy.pwd ? [] : ["pwd"]),
    ...[...names].filter((name) => record.info.get(name) !== copy.info.get(name))
      .map((name) => formatKey(["info", name])),
    ...(time === null || time === copy.updated ? [] : ["updated"]),
  ];
}

function isUndated({ updated }: WalletRecord): boolean {
  return updated !== undefined && toTimestampV1(updated) === null;
}

function notTheSame({ location }: Wallet, others: readonly Other[]): ConflictError {
  const list = others.map(({ domain, access, fields }) =>
    `${formatKey([domain, access])} (${fields.join(", ")})`
  );
  return new ConflictError(
    `what is in ${location} is not the same as in the old wallet: ${list.join("; ")}`,
    {
      subjects: others.map(nameOf),
      hint:
        "the old wallet is as it was; if one of the two was changed since an earlier " +
        "run, or the time zone is another, empty the new place and start again",
    },
  );
}

/** The same store, for a wallet that would close it. */
function lent(store: RecordStore): RecordStore {
  return {
    location: store.location,
    features: store.features,
    header: () => store.header(),
    get: (key) => store.get(key),
    list: (filter) => store.list(filter),
    scan: () => store.scan(),
    commit: (changes) => store.commit(changes),
    backup: (label) => store.backup(label),
    backups: () => store.backups(),
    restore: (id) => store.restore(id),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
