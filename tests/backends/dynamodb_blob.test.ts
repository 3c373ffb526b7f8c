import assert from "node:assert/strict";
import { openBlobStore, openRecordStore } from "../../backends/mod.ts";
import { utf8 } from "../../core/bytes.ts";
import { LimitError, RefusedError, UsageError } from "../../core/errors.ts";
import { blobStoreConformance } from "../support/blob_store_conformance.ts";
import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { freshTable, stashIn, stashStore } from "../support/dynamodb_tables.ts";
import { fill, record } from "../support/record_store_samples.ts";

/** The largest item, less what frames the bytes of a stash called `mine`. */
const LARGEST = 400 * 1024 - "domaincoffer#stashaccessminebytesdigest".length - 64;

const engines = await startEngines();
for (const engine of engines) {
  blobStoreConformance(`stash in ${engine.name}`, () => freshStash(engine), 400 * 1024);

  Deno.test(`stash in ${engine.name}: the largest is kept, and no larger one`, async () => {
    const { store } = await freshStash(engine);
    const version = await store.save(new Uint8Array(LARGEST).fill(1), "absent");
    assert.equal((await store.load())!.bytes.length, LARGEST);
    await assert.rejects(store.save(new Uint8Array(LARGEST + 1), version), LimitError);
    assert.equal((await store.load())!.version, version);
  });

  Deno.test(`stash in ${engine.name}: none goes into secret_wallet's table`, async () => {
    const url = await freshTable(engine);
    await using records = await openRecordStore(url);
    await fill(records, [record("d", "a")]);
    const store = await stashStore(url, "mine");
    await assert.rejects(store.save(utf8("x"), "absent"), RefusedError);
    assert.equal(await store.load(), null);
  });

  Deno.test(`stash in ${engine.name}: beside a wallet with a header it is no record`, async () => {
    const url = await freshTable(engine);
    await using records = await openRecordStore(url);
    await records.commit([{ do: "header", header: "{}", expected: "absent" }]);
    const store = await stashStore(url, "any/name ü?#%");
    const version = await store.save(utf8("x"), "absent");
    assert.deepEqual(await Array.fromAsync(records.scan()), []);
    assert.equal(
      (await (await stashStore(url, "any/name ü?#%")).load())!.version,
      version,
    );
  });
}

Deno.test("a stash over the limit is refused before any request", async () => {
  const url = "dynamodb:table/mine?region=eu-west-1&endpoint=http://127.0.0.1:1";
  const store = await openBlobStore(url, { timeout: 1 });
  await assert.rejects(store.save(new Uint8Array(400 * 1024), "absent"), LimitError);
});

Deno.test("names that can be no stash in DynamoDB are refused", async () => {
  for (const name of ["table", "table/", "ta/x", "t b/x", `table/${"x".repeat(1025)}`]) {
    await assert.rejects(openBlobStore(`dynamodb:${name}`), UsageError, name);
  }
});

async function freshStash(engine: Engine) {
  const url = await freshTable(engine);
  const stores = [await stashStore(url, "mine")];
  // `again` is not async: the store of a second process is made beforehand.
  const second = await openBlobStore(stashIn(url, "mine"));
  return {
    store: stores[0]!,
    again: () => second,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
