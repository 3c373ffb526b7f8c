/**
 * What exports that were killed have left behind.
 *
 * @module
 */

import { join } from "./disk.ts";
import { isHeld } from "./held.ts";
import { STAGING_PREFIX } from "./layout.ts";

/** In milliseconds: no export goes on for so long without writing anything. */
const STALE = 600_000;
const RANDOM_NAME = /^[0-9a-f]{24}$/;

/**
 * Removes what Coffer has staged in `folder`, nobody has touched for ten minutes and nobody
 * holds (held.ts): decrypted values, which whoever was killed could not remove. What cannot
 * be removed, or a folder that cannot be listed, is left alone.
 */
export async function sweepStale(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const isOurs = name.startsWith(STAGING_PREFIX) &&
        RANDOM_NAME.test(name.slice(STAGING_PREFIX.length));
      if (isOurs) await removeIfStale(join(folder, name));
    }
  } catch {
    // What is wrong with the folder is said by whoever writes there.
  }
}

/** Whether a time is not now, in either direction: clocks are put back, too. */
export function isLongAgo(time: number, milliseconds: number): boolean {
  return Math.abs(Date.now() - time) >= milliseconds;
}

/** When something at `path` or in it was last changed, in milliseconds since 1970. */
export async function lastTouched(path: string): Promise<number> {
  const { mtime, isDirectory } = await Deno.lstat(path);
  let last = mtime?.getTime() ?? Date.now();
  if (!isDirectory) return last;
  for await (const { name } of Deno.readDir(path)) {
    last = Math.max(last, await lastTouched(join(path, name)));
  }
  return last;
}

async function removeIfStale(path: string): Promise<void> {
  try {
    if (!isLongAgo(await lastTouched(path), STALE) || await isHeld(path)) return;
    await Deno.remove(path, { recursive: true });
  } catch {
    // Another user's, or just gone.
  }
}
