/**
 * The lock by which a file or a folder on its way tells whether who made it still lives.
 *
 * @module
 */

import { isLocked } from "../core/try_lock.ts";

/**
 * Locks what is at `path` for as long as what comes back is open, by this process or by
 * nobody. `null` where it cannot be opened.
 */
export function hold(path: string): Deno.FsFile | null {
  // Windows opens no folders.
  if (Deno.build.os === "windows") return null;
  try {
    const handle = Deno.openSync(path);
    holdOpen(handle);
    return handle;
  } catch {
    return null;
  }
}

/** The same for what is open. Where there are no such locks, nobody can tell. */
export function holdOpen(handle: Deno.FsFile): void {
  // There it would keep others from reading.
  if (Deno.build.os === "windows") return;
  try {
    handle.lockSync(true);
  } catch {
    // `isHeld` takes it for held then.
  }
}

/** Whether somebody holds it; also where that cannot be told, but on Windows. */
export async function isHeld(path: string): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    const { isFile, isDirectory } = await Deno.lstat(path);
    // Ours is neither a link nor a pipe, which would be waited for.
    if (!isFile && !isDirectory) return false;
    return await isLocked(await Deno.open(path));
  } catch {
    return true;
  }
}
