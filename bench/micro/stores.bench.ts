/**
 * What a store itself takes: a look at one of 1,000 records, all of them, a change. A
 * DynamoDB store is dynalite's, on this machine.
 */
import { openRecordStore } from "../../backends/mod.ts";
import type { RecordChange, RecordStore, StoredRecord } from "../../core/ports.ts";
import { CREDENTIALS, startDynalite } from "../../tests/support/dynamodb_engines.ts";
import { freshTable } from "../../tests/support/dynamodb_tables.ts";

const RECORDS = 1_000;
/** About as much as a record of Coffer's own has. */
const TOKEN = "c1.".padEnd(1_000, "x"), OTHER_TOKEN = "c1.".padEnd(1_000, "y");

for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
const folder = await Deno.makeTempDir({ prefix: "coffer-bench-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const URLS = {
  memory: "memory:",
  file: `file:${folder}/wallet.json`,
  sqlite: `sqlite:${folder}/wallet.sqlite`,
  dynamodb: await freshTable(await startDynalite()),
};

for (const [name, url] of Object.entries(URLS)) {
  const store = await openRecordStore(url);
  await fill(store);
  const options = { baseline: name === "memory" };
  Deno.bench(`get, ${name}`, { group: "get", ...options }, async () => {
    await store.get(record(7));
  });
  Deno.bench(`list, ${name}`, { group: "list", ...options }, async () => {
    for await (const _ of store.list()) continue;
  });
  Deno.bench(`put, ${name}`, { group: "put", ...options }, async () => {
    const { value, version } = (await store.get(record(7)))!;
    const token = value.attributes.get("uid") === TOKEN ? OTHER_TOKEN : TOKEN;
    await store.commit([{ do: "put", record: record(7, token), expected: version }]);
  });
}

function record(number: number, token = TOKEN): StoredRecord {
  return {
    domain: `domain ${number % 100}`,
    access: `access ${number}`,
    attributes: new Map([["uid", token], ["timestamp", "2026-01-02T03:04:05"]]),
  };
}

async function fill(store: RecordStore): Promise<void> {
  const changes = Array.from({ length: RECORDS }, (_, number): RecordChange => ({
    do: "put",
    record: record(number),
    expected: "absent",
  }));
  const size = Math.min(store.features.atomicChanges, RECORDS);
  for (let at = 0; at < RECORDS; at += size) {
    await store.commit(changes.slice(at, at + size));
  }
}
