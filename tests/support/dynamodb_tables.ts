/**
 * Fresh tables on a local engine.
 *
 * @module
 */

import { makeDynamodbTable } from "../../backends/dynamodb.ts";
import { openBlobStore, openRecordStore } from "../../backends/mod.ts";
import type { BlobStore, RecordStore } from "../../core/ports.ts";
import type { Engine } from "./dynamodb_engines.ts";
import type { Fresh } from "./record_store_conformance.ts";

/** Makes a table with a name of its own; gives the name of the store in it. */
export async function freshTable({ endpoint }: Engine): Promise<string> {
  const rest = restOf(`test-${crypto.randomUUID()}`, endpoint);
  await makeDynamodbTable(rest, { protect: false });
  return `dynamodb:${rest}`;
}

/** The store of records in a fresh table. */
export async function freshRecords(engine: Engine): Promise<Fresh> {
  const url = await freshTable(engine);
  const opened: RecordStore[] = [];
  const again = async () => {
    opened.push(await openRecordStore(url));
    return opened.at(-1)!;
  };
  return {
    store: await again(),
    again,
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store[Symbol.asyncDispose]();
    },
  };
}

/** The URL of a stash in the table of a record store's URL. */
export function stashIn(url: string, name: string): string {
  const [, table, query] = /^dynamodb:([^?]*)(\?.*)$/.exec(url)!;
  return `dynamodb:${table}/${encodeURIComponent(name)}${query}`;
}

/** The store of a stash in a table. */
export async function stashStore(url: string, name: string): Promise<BlobStore> {
  return await openBlobStore(stashIn(url, name));
}

/** What follows `dynamodb:`. */
export function restOf(table: string, endpoint: string): string {
  return `${table}?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`;
}
