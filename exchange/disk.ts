/**
 * The few steps on the file system that imports and exports share.
 *
 * @module
 */

import { toHex } from "../core/bytes.ts";
import { fromOsError } from "../core/os_errors.ts";
import { assertNotCutShort, unfinished } from "./cleanup.ts";
import { holdOpen } from "./held.ts";
import { STAGING_PREFIX } from "./layout.ts";

const WINDOWS = Deno.build.os === "windows";
const SEPARATOR = WINDOWS ? "\\" : "/";
const LAST_NAME = WINDOWS ? /[^\\/]*$/ : /[^/]*$/;
const OWNER_ONLY = 0o600;
const RANDOM_BYTES = 12;

/** A name, or several, below a folder. */
export function join(folder: string, ...names: readonly string[]): string {
  const isRoot = folder.endsWith("/") || folder.endsWith(SEPARATOR);
  return [isRoot ? folder.slice(0, -1) : folder, ...names].join(SEPARATOR);
}

/** The folder that a path names something in. */
export function folderOf(path: string): string {
  return path.replace(LAST_NAME, "") || ".";
}

/** Whether the real path `inner` is `outer` or lies in it. */
export function isInside(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(join(outer, ""));
}

/** A fresh name in `folder` that nobody can guess. */
export function stagingPath(folder: string): string {
  const random = toHex(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  return join(folder, STAGING_PREFIX + random);
}

/** What is at `path` itself, links not followed; `null` for nothing. */
export async function lookAt(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Runs one step; what the system raises comes out as an error of ours. */
export async function attempt<T>(doing: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw fromOsError(error, doing);
  }
}

/** What is to be in a file: as a whole, or piece by piece. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes a file that is not there yet, for its owner alone, and syncs it; it is held
 * (held.ts) meanwhile. If that fails, or the run is cut short (cleanup.ts), no part of it is left.
 *
 * @throws {Deno.errors.AlreadyExists} if there is anything, also a symbolic link
 * to nothing
 */
export async function writeNewFile(path: string, content: Content): Promise<void> {
  const create = () =>
    Deno.openSync(path, { createNew: true, write: true, mode: OWNER_ONLY });
  using unsynced = unfinished(path, create);
  using file = unsynced.made;
  holdOpen(file);
  try {
    await writeAll(file, content);
    await file.sync();
    assertNotCutShort();
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
}

async function writeAll(file: Deno.FsFile, content: Content): Promise<void> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
  } else {
    for await (const piece of content) await writeAll(file, piece);
  }
}
