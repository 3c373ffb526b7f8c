/**
 * What a child process of a test does with a file or a stash, and how it is started:
 * `startBlobChild(["COMMAND", ...], { folder })`.
 *
 * @module
 */

import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { ConflictError } from "../../core/errors.ts";
import { openStash } from "../../core/stash/stash.ts";
import { type Child, startChild } from "./child.ts";
import { PASSWORD } from "./stashes.ts";

/** What a child may do. */
export interface BlobChildOptions {
  /** The only folder that it may read and write. */
  folder: string;
  /** Its umask, as `sh` takes it. */
  umask?: string;
}

/** Starts a child with no more permissions than its folder. */
export function startBlobChild(
  args: string[],
  { folder, ...options }: BlobChildOptions,
): Child {
  const permissions = { read: [folder], write: [folder], ...options };
  return startChild(import.meta.url, args, permissions);
}

const COMMANDS: Record<string, (...args: string[]) => Promise<void>> = {
  /** Makes each file. */
  async create(...paths) {
    for (const path of paths) await fileBlobStore(path).save(utf8("x"), "absent");
  },

  /** Replaces a file that is there. */
  async replace(path) {
    const store = fileBlobStore(path!);
    const { version } = (await store.load())!;
    await store.save(utf8("replaced"), version);
  },

  /** Holds the lock on a folder until standard input ends. */
  async lock(folder) {
    using handle = await Deno.open(folder!);
    await handle.lock(true);
    console.log("locked");
    await untilInputEnds();
  },

  /** Writes a key of a stash again and again, each value with its length. */
  async rewrite(path, length) {
    using stash = await openStash(fileBlobStore(path!), PASSWORD);
    for (let i = 0;; i++) {
      await stash.write(["changing"], new Uint8Array(Number(length)).fill(i));
      console.log(`${i}`);
    }
  },

  /** When told to, writes keys of its own and says what became of each. */
  async own(path, name, count) {
    using stash = await openStash(fileBlobStore(path!), PASSWORD);
    await ready();
    for (let i = 0; i < Number(count); i++) {
      await stash.write([name!, `${i}`], utf8(`${name} ${i}`));
      console.log(`${i}`);
    }
  },

  /** When told to, writes one key and says what became of it. */
  async same(path, name, count) {
    await ready();
    for (let i = 0; i < Number(count); i++) {
      using stash = await openStash(fileBlobStore(path!), PASSWORD);
      try {
        await stash.write(["same"], utf8(`${name} ${i}`));
        console.log(`done ${name} ${i}`);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        console.log("conflict");
      }
    }
  },
};

/** Says that the start is over, and waits for the go. */
async function ready(): Promise<void> {
  console.log("ready");
  await untilInputEnds();
}

async function untilInputEnds(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
}

if (import.meta.main) {
  const [command = "", ...args] = Deno.args;
  await COMMANDS[command]!(...args);
}
