/**
 * What a child process of a test does with a record store, and how it is started:
 * `startRecordChild(["COMMAND", URL, ...], permissions)`.
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { CofferError, ConflictError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { type Child, type ChildPermissions, startChild } from "./child.ts";
import { all, insert, record } from "./record_store_samples.ts";

/** Starts a child with no more permissions than these. */
export function startRecordChild(args: string[], permissions: ChildPermissions): Child {
  return startChild(import.meta.url, args, permissions);
}

const COMMANDS: Record<string, (url: string, ...args: string[]) => Promise<void>> = {
  /** Reads everything. */
  async read(url) {
    await using store = await openRecordStore(url);
    console.log(`${(await all(store.list())).length} records`);
    console.log(`header ${(await store.header())?.value ?? "none"}`);
    await store.get({ domain: "d", access: "a" });
  },

  /** Writes one record. */
  async write(url, access) {
    await using store = await openRecordStore(url);
    await store.commit([insert(record("d", access!))]);
    console.log("written");
  },

  /** Holds the lock on a folder until it is killed. */
  async lock(folder) {
    using handle = await Deno.open(folder);
    await handle.lock(true);
    console.log("locked");
    for await (const _ of Deno.stdin.readable);
  },

  /** Makes a backup. */
  async backup(url) {
    await using store = await openRecordStore(url);
    console.log((await store.backup("by a child")).id);
  },

  /** When told to, writes records of its own, and counts each in the header. */
  async own(url, name, count) {
    await using store = await openRecordStore(url);
    console.log("ready");
    for await (const _ of Deno.stdin.readable);
    for (let i = 0; i < Number(count); i++) await counted(store, name!, `${i}`);
    console.log("done");
  },

  /** Rewrites all records and the header together, for ever, and says so. */
  async rewrite(url) {
    await using store = await openRecordStore(url);
    for (let round = 1;; round++) {
      const header = await store.header();
      const changes = [];
      for await (const { value, version } of store.list()) {
        const { domain, access } = value;
        const changed = record(domain, access, `${round}`.repeat(1000));
        changes.push({ do: "put", record: changed, expected: version } as const);
      }
      await store.commit([...changes, {
        do: "header",
        header: `${round}`.repeat(1000),
        expected: header?.version ?? "absent",
      }]);
      console.log(`${round}`);
    }
  },
};

async function counted(store: RecordStore, name: string, access: string): Promise<void> {
  for (;;) {
    const header = await store.header();
    const count = Number(header?.value ?? 0) + 1;
    try {
      return await store.commit([
        insert(record(name, access)),
        { do: "header", header: `${count}`, expected: header?.version ?? "absent" },
      ]);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

if (import.meta.main) {
  const [command = "", url = "", ...args] = Deno.args;
  try {
    await COMMANDS[command]!(url, ...args);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    console.log(`${error.code}: ${error.message}`);
  }
}
