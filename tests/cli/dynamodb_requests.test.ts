/** `load` into a table: requests by the hundred records, not by the record. */

import assert from "node:assert/strict";
import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { type Proxy, startProxy } from "../support/dynamodb_proxy.ts";
import { freshTable, putItems } from "../support/dynamodb_tables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runHere } from "../support/wallet_scene.ts";
import { json } from "../support/wallet_replayed.ts";

const { Items: ITEMS } = await json("dynamo_scan.json");
const [SEALED] = await json("save.aws_dynamo.encrypted.json");
const WITH_PASSWORD = { COFFER_PASSWORD: "C0rrect horse, battery staple" };
const RECORDS = 250;
const WRITES = ["PutItem", "TransactWriteItems"];

const engines = await startEngines();
const best = engines.at(-1)!;

for (const engine of engines) {
  Deno.test(`${engine.name}: load of what was saved encrypted from secret_wallet`, async () => {
    await using there = await proxied(engine);
    await putItems(there.url, ITEMS.slice(0, 1));
    const saved = names().map((access) => ({ ...SEALED, domain: "many", access }));
    const writes = Math.ceil(RECORDS / engine.transaction);
    await there.load(saved, ["--dry-run"]);
    assert.deepEqual(there.counts(), { looks: 3, writes: 0 });
    await there.load(saved);
    assert.deepEqual(there.counts(), { looks: 3, writes });
    await there.load(saved);
    assert.deepEqual(there.counts(), { looks: 3, writes: 0 });
  });
}

if (best.transaction >= 3) {
  Deno.test(`${best.name}: load in the clear into a wallet of Coffer's own`, async () => {
    await using there = await proxied(best);
    await there.run(["init", "--no-input"]);
    const parts = Math.ceil(RECORDS / (best.transaction - 1));
    const plain = plainRecords();
    // All names are read at once, whatever is there.
    await there.load(plain, ["--dry-run"]);
    assert.deepEqual(there.counts(), { looks: 0, writes: 0 });
    assert.ok(there.proxy.seen.length < 20, `${there.proxy.seen.length}`);
    await there.load(plain);
    assert.deepEqual(there.counts(), { looks: parts, writes: parts });
    assert.ok(there.proxy.seen.length < 4 * parts + 20, `${there.proxy.seen.length}`);
  });
}

if (best.transaction >= 3) {
  Deno.test(`${best.name}: get and set make as many requests whatever is there`, async () => {
    await using there = await proxied(best);
    await there.run(["init", "--no-input"]);
    const requests = async (...args: string[]) => {
      there.proxy.seen.length = 0;
      await there.run([...args, "--no-input"]);
      return there.proxy.seen.map(({ action }) => action);
    };
    await requests("set", "one", "more", "-u", "first");
    const get = () => requests("get", "one", "more");
    const set = () => requests("set", "one", "more", "-u", "another");
    const few = [await get(), await set()];
    await there.load(plainRecords());
    assert.deepEqual([await get(), await set()], few);
    const [gets, sets] = few.map(({ length }) => length);
    assert.ok(gets! <= 3 && sets! <= 6, `${gets}, ${sets}`);
  });
}

interface Proxied extends AsyncDisposable {
  proxy: Proxy;
  url: string;
  run(args: string[]): Promise<void>;
  /** Loads a file of `records`; only its requests have been seen then. */
  load(records: unknown[], options?: string[]): Promise<void>;
  /** Requests that look up many records, and that write. */
  counts(): { looks: number; writes: number };
}

async function proxied(engine: Engine): Promise<Proxied> {
  const folder = await temporaryFolder();
  const proxy = startProxy(engine);
  const direct = await freshTable(engine);
  const endpoint = encodeURIComponent(proxy.engine.endpoint);
  const url = direct.replace(/endpoint=[^&]*/, `endpoint=${endpoint}`);
  const file = folder.at("records.json");
  const run = async (args: string[], secrets: Record<string, string> = WITH_PASSWORD) => {
    const env = { HOME: folder.path, COFFER_STORE: url, ...secrets };
    const { code, stderr } = await runHere(args, { env });
    assert.equal(code, 0, stderr);
  };
  return {
    proxy,
    url,
    run,
    async load(records, options = []) {
      await Deno.writeTextFile(file, JSON.stringify(records));
      proxy.seen.length = 0;
      // What is sealed goes in as it is; only our own format needs a password.
      const sealed = (records[0] as { uid: string }).uid !== "u";
      const secrets = sealed ? {} : WITH_PASSWORD;
      await run(["load", "-f", file, "--no-input", ...options], secrets);
    },
    counts: () => ({
      looks: proxy.seen.filter(({ action }) => action === "BatchGetItem").length,
      writes: proxy.seen.filter(({ action }) => WRITES.includes(action)).length,
    }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function names(): string[] {
  return Array.from({ length: RECORDS }, (_, at) => `${at}`);
}

function plainRecords() {
  return names().map((access) => ({
    ...{ domain: "many", access, uid: "u", pwd: "p" },
    ...{ info: {}, timestamp: "2020-01-02T03:04:05" },
  }));
}
