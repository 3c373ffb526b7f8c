/** Wallets of both formats in DynamoDB tables, secret_wallet's own among them. */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { RefusedError } from "../../core/errors.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { timestampV0 } from "../../core/wallet/timestamp_v0.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import {
  freshTable,
  itemsOf,
  type PlainItem,
  putItems,
} from "../support/dynamodb_tables.ts";
import { walletConformance } from "../support/wallet_conformance.ts";
import {
  collected,
  freshV0,
  freshV1,
  type FreshWallet,
  NOW,
  NOW_V1,
  type OpenStore,
  quickSlot,
  SURROUNDINGS,
} from "../support/wallets.ts";
import { decryptedSave, type Manifest, vector } from "../core/wallet/vectors.ts";

const MANIFEST = vector<Manifest>("manifest");
const { Items: VECTORS } = vector<{ Items: PlainItem[] }>("dynamo_scan");
const V0 = {
  format: "secret-wallet",
  tellsAbsent: false,
  kept: "2019-03-04T05:06:07.123456",
  holds: (name: string) => name !== "" && name.length <= 1024,
  now: timestampV0(NOW),
} as const;
const V1 = {
  format: "coffer",
  tellsAbsent: true,
  kept: "2019-03-04T05:06:07.123456Z",
  now: NOW_V1,
} as const;

for (const engine of await startEngines()) {
  const open = async () => {
    const url = await freshTable(engine);
    return () => openRecordStore(url);
  };
  walletConformance(`v0 in ${engine.name}`, V0, async () => freshV0(await open()));
  v0Tests(engine);
  largeTest(`v0 in ${engine.name}`, engine, (open) => freshV0(open));
  if (engine.transaction < 3) {
    refusalTest(engine);
    continue;
  }
  largeTest(`v1 in ${engine.name}`, engine, (open) => freshV1({ openStore: open }));
  walletConformance(
    `v1 in ${engine.name}`,
    V1,
    async (): Promise<FreshWallet> => await freshV1({ openStore: await open() }),
  );
}

function refusalTest(engine: Engine): void {
  Deno.test(`${engine.name}: v1, which needs transactions, is refused`, async () => {
    const url = await freshTable(engine);
    await using store = await openRecordStore(url);
    assert.equal(store.features.atomicChanges, engine.transaction);
    const wanted = {
      names: "sealed",
      slots: [quickSlot()],
      surroundings: SURROUNDINGS,
    } as const;
    await assert.rejects(createWalletV1(store, wanted), RefusedError);
    assert.deepEqual(await itemsOf(url), []);
  });
}

function largeTest(
  name: string,
  engine: Engine,
  fresh: (open: OpenStore) => Promise<FreshWallet>,
) {
  Deno.test(`${name}: records that are too large together for one request`, async () => {
    const url = await freshTable(engine);
    await using place = await fresh(() => openRecordStore(url));
    const { wallet } = await place.open();
    const records = Array.from({ length: 30 }, (_, i) => ({
      domain: "large",
      access: `${i}`.padStart(2, "0"),
      uid: `${i}`,
      pwd: "x".repeat(170_000),
      info: new Map(),
      updated: "2020-01-02T03:04:05",
    }));
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
    const uids = (await collected(wallet.records())).map(({ uid }) => uid);
    assert.deepEqual(uids, records.map(({ uid }) => uid));
  });
}

function v0Tests(engine: Engine): void {
  Deno.test(`${engine.name}: a table of secret_wallet opens as it is`, async () => {
    const url = await freshTable(engine);
    await putItems(url, VECTORS);
    await using wallet = await opened(url);
    const records = await collected(wallet.records());
    const expected = decryptedSave("aws_dynamo.decrypted");
    assert.deepEqual(comparable(records), comparable(expected));
    assert.deepEqual(sorted(await itemsOf(url)), sorted(VECTORS));
  });

  Deno.test(`${engine.name}: what is written has the shape that secret_wallet reads`, async () => {
    const url = await freshTable(engine);
    await putItems(url, VECTORS);
    await using wallet = await opened(url);
    const info = new Map([["k", "v"]]);
    const made = {
      domain: "new",
      access: "one",
      uid: "ü",
      pwd: "p",
      info,
      updated: "2020-01-02T03:04:05",
    };
    await wallet.insert([{ record: made, overwrite: false }]);
    await wallet.set({ domain: "aa", access: "b" }, { pwd: "changed" });
    await wallet.rename({ domain: "a", access: "z" }, { domain: "a", access: "y" });
    await wallet.delete([{ domain: "a", access: "bc" }]);
    const items = await itemsOf(url);
    assert.equal(items.length, VECTORS.length);
    for (const item of items) {
      const shape = Object.entries(item).map((
        [name, value],
      ) => [name, Object.keys(value)]);
      assert.deepEqual(Object.fromEntries(shape), {
        domain: ["S"],
        access: ["S"],
        uid: ["S"],
        pwd: ["S"],
        info: ["M"],
        timestamp: ["S"],
      });
    }
    const untouched = ({ domain, access }: PlainItem) =>
      !["new", "aa", "a"].includes(domain!.S!) || access!.S! === "none";
    assert.deepEqual(
      sorted(items.filter(untouched)),
      sorted(VECTORS.filter(untouched)),
    );
  });
}

async function opened(url: string) {
  return openWalletV0(
    await openRecordStore(url),
    { password: MANIFEST.memorable, deviceKey: MANIFEST.salt_key },
    SURROUNDINGS,
  );
}

/** Maps in order of their names: the engines keep none. */
function comparable(records: WalletRecord[]): unknown[] {
  return records
    .map(({ info, ...rest }) => ({ ...rest, info: [...info].toSorted() }))
    .toSorted(byName);
}

function byName(
  a: { domain: string; access: string },
  b: { domain: string; access: string },
): number {
  const [x, y] = [a, b].map(({ domain, access }) => JSON.stringify([domain, access]));
  return x! < y! ? -1 : 1;
}

function sorted(items: readonly PlainItem[]): string[] {
  return items.map((item) => canonical(item)).toSorted();
}

function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([name, each]) => `${name}:${canonical(each)}`).join()}}`;
}
