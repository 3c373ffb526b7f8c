/**
 * What is in a folder, all the way down, in an order that is always the same.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";
import type { Key } from "../core/stash/key.ts";
import { isInside, join } from "./disk.ts";
import { BAD_NAME, kindOf, reasonOf } from "./kind.ts";
import { assertSame, type Identity, look } from "./listed.ts";
import { VALUE_FILE } from "./layout.ts";

/** A file or folder to import. */
export interface Found {
  /** Where it belongs, from the folder that was walked. */
  names: Key;
  path: string;
  isFolder: boolean;
  /** Which file or folder it was. */
  identity: Identity;
}

/** Something that was left out. */
export interface Skipped {
  /** Where it is: the path of the folder as it was given, and the names below. */
  path: string;
  /** Why, in plain words. */
  reason: string;
}

/** What a walk has found: each folder before what is in it, the top left out. */
export interface Walk {
  found: Found[];
  skipped: Skipped[];
}

const SPECIAL = "neither a file nor a folder: a pipe, a socket or a device";

/** A place on the way. */
interface Step {
  names: Key;
  path: string;
  /** The real paths of the folders above; empty where links are not followed. */
  chain: readonly string[];
}

/**
 * Walks the folder at `path`. Names come in the order of their UTF-16 units.
 *
 * Special files are never opened. Names that are not valid Unicode cannot be told
 * to the system: Deno 2.9 shows them with U+FFFD, so that they can be named as
 * skipped; Deno 2.4 leaves them out without a word.
 *
 * @throws {Error} from the runtime, if that folder itself cannot be listed
 */
export async function walkFolder(
  path: string,
  { followSymlinks = false }: { followSymlinks?: boolean | undefined } = {},
): Promise<Walk> {
  const walker = new Walker(followSymlinks);
  const chain = followSymlinks ? [await Deno.realPath(path)] : [];
  await walker.visit({ names: [], path, chain }, await list(path));
  return walker;
}

class Walker implements Walk {
  readonly found: Found[] = [];
  readonly skipped: Skipped[] = [];
  readonly #follow: boolean;

  constructor(follow: boolean) {
    this.#follow = follow;
  }

  async visit(folder: Step, entries: readonly Deno.DirEntry[]): Promise<void> {
    let last = "";
    for (const entry of entries) {
      const names = [...folder.names, entry.name];
      const path = join(folder.path, entry.name);
      // Names that differ only in what became U+FFFD look the same.
      if (entry.name === last) this.#skip(path, BAD_NAME);
      else await this.#take({ ...folder, names, path }, entry);
      last = entry.name;
    }
  }

  async #take(step: Step, entry: Deno.DirEntry): Promise<void> {
    const { names, path } = step;
    const info = await this.#orSkip(path, async () => {
      const kind = await kindOf(entry, path, this.#follow);
      if (!kind.isFile && !kind.isDirectory) throw new RefusedError(SPECIAL);
      const info = await look(path, this.#follow);
      // The listing has told only which kind it is.
      return assertSame(info, { ...kind, dev: 0, ino: null });
    });
    if (info === null) return;
    if (info.isDirectory) return await this.#enter(step, { name: entry.name, info });
    const key = entry.name === VALUE_FILE ? names.slice(0, -1) : names;
    this.found.push({ names: key, path, isFolder: false, identity: info });
  }

  async #enter(
    step: Step,
    { name, info }: { name: string; info: Identity },
  ): Promise<void> {
    const { names, path } = step;
    const inner = await this.#orSkip(path, async () => {
      if (name === VALUE_FILE) {
        throw new RefusedError("a folder by the name of the file for a folder's value");
      }
      const inner = { chain: await this.#chainInto(step), entries: await list(path) };
      assertSame(await look(path, this.#follow), info);
      return inner;
    });
    if (inner === null) return;
    this.found.push({ names, path, isFolder: true, identity: info });
    await this.visit({ names, path, chain: inner.chain }, inner.entries);
  }

  /** The chain with this folder, which must not hold one that we came through. */
  async #chainInto({ path, chain }: Step): Promise<readonly string[]> {
    if (!this.#follow) return chain;
    const real = await Deno.realPath(path);
    if (chain.some((above) => isInside(above, real))) {
      throw new RefusedError("a symbolic link back to a folder that it is in");
    }
    return [...chain, real];
  }

  async #orSkip<T>(path: string, step: () => Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      this.#skip(path, reasonOf(error));
      return null;
    }
  }

  #skip(path: string, reason: string): void {
    this.skipped.push({ path, reason });
  }
}

async function list(path: string): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(path));
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
