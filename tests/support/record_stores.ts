/**
 * The record stores that the suite is run on, each in a fresh place.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { fileRecordStore } from "../../backends/file/record_store.ts";
import { MemoryPlace, memoryRecordStore } from "../../backends/memory.ts";
import type { MemoryRecordStoreOptions } from "../../backends/memory.ts";
import { sqliteRecordStore } from "../../backends/sqlite/record_store.ts";
import type { RecordStore } from "../../core/ports.ts";
import { temporaryFolder } from "./folder.ts";
import type { Fresh } from "./record_store_conformance.ts";

/** What secret_wallet makes its table with (tests/vectors/wallet/sqlite_dump.json). */
export const V0_TABLE: string = JSON.parse(
  Deno.readTextFileSync(new URL("../vectors/wallet/sqlite_dump.json", import.meta.url)),
).schema[0];

/** In memory. */
export function freshMemory(options: MemoryRecordStoreOptions = {}): Fresh {
  const place = new MemoryPlace();
  const open = () => memoryRecordStore({ ...options, place });
  return {
    store: open(),
    again: () => Promise.resolve(open()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** In a file. */
export function freshFile(): Promise<Fresh> {
  return inFolder("wallet.json", (path) => fileRecordStore(path));
}

/** In a database of Coffer's own. */
export function freshSqlite(): Promise<Fresh> {
  return inFolder("wallet.sqlite", (path) => sqliteRecordStore(path));
}

/** In an empty database of secret_wallet. */
export function freshSqliteV0(): Promise<Fresh> {
  return inFolder("secretwallet.sqlite", (path) => sqliteRecordStore(path), makeV0);
}

/** An empty database of secret_wallet. */
export function makeV0(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(V0_TABLE);
  database.close();
}

async function inFolder(
  name: string,
  open: (path: string) => RecordStore | Promise<RecordStore>,
  prepare: (path: string) => void = () => {},
): Promise<Fresh> {
  const folder = await temporaryFolder();
  const path = folder.at(name);
  prepare(path);
  const opened: RecordStore[] = [];
  const again = async () => {
    opened.push(await open(path));
    return opened.at(-1)!;
  };
  return {
    store: await again(),
    again,
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
