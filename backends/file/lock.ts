/**
 * The lock that one writer at a time holds on a folder.
 *
 * On Unix it is an advisory lock (`flock`) on the folder itself, so nothing is
 * left behind by a crash. Windows cannot open a folder; there it is a lock file.
 *
 * @module
 */

import { LockedError } from "../../core/errors.ts";

const LOCK_FILE = ".coffer.lock";

/**
 * Runs `work` while holding the lock on `folder`.
 *
 * @throws {LockedError} if it is not free within `timeout` milliseconds
 */
export async function withLock<T>(
  folder: string,
  timeout: number,
  work: (held: Deno.FsFile) => Promise<T>,
): Promise<T> {
  const handle = await openLock(folder);
  await acquire(handle, folder, timeout);
  try {
    return await work(handle);
  } finally {
    // Closing releases the lock.
    handle.close();
  }
}

function openLock(folder: string): Promise<Deno.FsFile> {
  if (Deno.build.os !== "windows") return Deno.open(folder);
  const path = `${folder}/${LOCK_FILE}`;
  return Deno.open(path, { create: true, write: true, mode: 0o600 });
}

async function acquire(
  handle: Deno.FsFile,
  folder: string,
  timeout: number,
): Promise<void> {
  const late = Symbol();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expiry = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), timeout);
  });
  const locked = handle.lock(true);
  try {
    if (await Promise.race([locked, expiry]) !== late) return;
  } catch (error) {
    handle.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  // The request cannot be taken back: when it is granted, let go at once.
  locked.then(() => handle.close(), () => handle.close());
  throw new LockedError(`another process is writing in ${folder}`, {
    hint: "try again, or wait longer with --lock-timeout",
  });
}
