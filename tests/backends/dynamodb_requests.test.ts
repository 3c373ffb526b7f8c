/** How many requests a DynamoDB store makes: they grow with what is asked for, not with all. */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { type Proxy, startProxy } from "../support/dynamodb_proxy.ts";
import { freshTable, restOf } from "../support/dynamodb_tables.ts";
import { all, fill, insert, record, versionAt } from "../support/record_store_samples.ts";
import { freshV0, freshV1 } from "../support/wallets.ts";

for (const engine of await startEngines()) {
  const test = (what: string, work: (there: Place) => Promise<void>) =>
    Deno.test(`${engine.name}: ${what}`, async () => {
      await using there = await behindProxy(engine);
      await work(there);
    });

  test("looks at the same time are one request, each key once", async (there) => {
    const { store, proxy } = there;
    await fill(store, [record("d", "a"), record("d", "b")]);
    proxy.seen.length = 0;
    const keys = ["a", "b", "none", "a"].map((access) => record("d", access));
    const found = await Promise.all(keys.map((key) => store.get(key)));
    assert.deepEqual(found.map((each) => each?.value.access), ["a", "b", undefined, "a"]);
    assert.deepEqual(actions(there), { BatchGetItem: 1 });
    const [request] = Object.values<Keys>(proxy.seen[0]!.body.RequestItems);
    assert.deepEqual([request!.Keys.length, request!.ConsistentRead], [3, true]);
  });

  test("a look that fails fails for all who asked", async ({ store, proxy }) => {
    proxy.fault = () => ({ status: 500, type: "InternalServerError" });
    const looks = ["a", "b"].map((access) => store.get(record("d", access)));
    for (const look of looks) await assert.rejects(look, UnavailableError);
    proxy.fault = () => undefined;
    assert.equal(await store.get(record("d", "a")), null);
  });

  test("whether anything is there costs one short page", async (there) => {
    const { store, proxy } = there;
    await fill(store, Array.from({ length: 60 }, (_, i) => record(`domain ${i}`, "a")));
    proxy.seen.length = 0;
    for await (const _ of store.scan()) break;
    const limits = proxy.seen.map(({ action, body }) => [action, body.Limit]);
    assert.deepEqual(limits, [["Scan", 10]]);
    assert.equal((await all(store.scan())).length, 60);
  });

  test("a record that is new is looked up by nobody but the condition", async (there) => {
    await there.store.commit([insert(record("d", "a"))]);
    const request = engine.transaction > 1 ? "TransactWriteItems" : "PutItem";
    assert.deepEqual(actions(there), { [request]: 1 });
  });

  if (engine.transaction > 1) {
    test("what is there, and should not be, is named with all else that is amiss", async (there) => {
      const { store } = there;
      await fill(store, [record("d", "a"), record("d", "b")]);
      const expected = await versionAt(store, record("d", "a"));
      await store.commit([{ do: "put", record: record("d", "a", "other"), expected }]);
      const stale = { do: "put", record: record("d", "a", "late"), expected } as const;
      const error = await store.commit([insert(record("d", "b")), stale])
        .catch((error) => error);
      assert.ok(error instanceof ConflictError, String(error));
      assert.equal(error.subjects.length, 2);
    });
  }

  test("v0: many records are looked up by the hundred, and no table is read through", async (there) => {
    await using place = await freshV0(() => there.store);
    const { wallet } = await place.open();
    await wallet.insert(insertions(1));
    there.proxy.seen.length = 0;
    const left = await wallet.insert(insertions(250));
    assert.equal(left.length, 1);
    const { Scan, BatchGetItem } = actions(there);
    assert.deepEqual([Scan, BatchGetItem], [undefined, 3]);
    // One that a busy engine refuses is sent once more, as it is.
    const writes = there.proxy.seen.filter(({ action }) => /Write|Put/.test(action));
    assert.equal(
      new Set(writes.map(({ body }) => JSON.stringify(body))).size,
      Math.ceil(249 / engine.transaction),
    );
    there.proxy.seen.length = 0;
    await wallet.delete(insertions(250).map(({ record }) => record));
    assert.equal(actions(there)["Scan"], undefined);
    assert.equal(there.proxy.seen.filter(({ body }) => isLook(body)).length, 3);
  });

  if (engine.transaction >= 3) {
    test("v1: as many requests for each commit of a long insertion, whatever is there", async (there) => {
      await using place = await freshV1({ openStore: () => openRecordStore(there.url) });
      const { wallet } = await place.open();
      await wallet.insert(insertions(1));
      const parts = 10;
      const many = insertions(1 + parts * (engine.transaction - 1)).slice(1);
      there.proxy.seen.length = 0;
      await wallet.insert(many);
      assert.deepEqual(actions(there), {
        // The header, before each commit and for its condition.
        GetItem: 2 * parts,
        BatchGetItem: parts,
        TransactWriteItems: parts,
      });
    });
  }
}

interface Keys {
  Keys: unknown[];
  ConsistentRead: boolean;
}

interface Place extends AsyncDisposable {
  proxy: Proxy;
  url: string;
  store: RecordStore;
}

async function behindProxy(engine: Engine): Promise<Place> {
  const proxy = startProxy(engine);
  const [, table] = /^dynamodb:([^?]*)/.exec(await freshTable(engine))!;
  const rest = restOf(table!, proxy.engine.endpoint);
  const url = `dynamodb:${rest}&transaction=${engine.transaction}`;
  const store = await openRecordStore(url, { timeout: 300 });
  return {
    proxy,
    url,
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** How often each kind of request was made since `seen` was emptied. */
function actions({ proxy }: Place): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of proxy.seen) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

/** Whether a request looks up as many items as one can, or the rest of them. */
function isLook({ RequestItems }: { RequestItems?: Record<string, Keys> }): boolean {
  const [items] = Object.values(RequestItems ?? {});
  return items !== undefined && items.Keys.length >= 50;
}

function insertions(count: number): { record: WalletRecord; overwrite: false }[] {
  return Array.from({ length: count }, (_, i) => ({
    record: { domain: "d", access: `a ${i}`, uid: `${i}`, pwd: null, info: new Map() },
    overwrite: false,
  }));
}
