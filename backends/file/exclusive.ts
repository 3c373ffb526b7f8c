/**
 * Work on a file while nobody else writes in its folder.
 *
 * @module
 */

import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { withLock } from "./lock.ts";
import { type Place, placeItself, realPlace } from "./place.ts";

/** What may be said about how a file is kept. */
export interface FileOptions {
  /** How long to wait for another writer, in milliseconds (default 30,000). */
  lockTimeout?: number;
  /**
   * Whether a symbolic link stands for the file that it leads to (default: it does). A file
   * that nobody but Coffer makes has no business behind one.
   */
  follow?: boolean;
}

/** How long another writer is waited for, in milliseconds, if nobody says otherwise. */
export const DEFAULT_LOCK_TIMEOUT = 30_000;

/** What is done under the lock: it gets the real place and the open folder. */
export type ExclusiveWork<T> = (place: Place, folder: Deno.FsFile) => Promise<T>;

/**
 * Finds the real place of `location`, and does `work` there under the lock of its
 * folder. `what` says in a word what it does, such as "write", for messages.
 *
 * @throws {LockedError} if another writer holds the lock for too long
 * @throws {NotFoundError} if there is no such folder
 * @throws {PermissionError | UnavailableError} where the system does not let it
 */
export async function exclusively<T>(
  what: string,
  { location, lockTimeout, follow = true }: FileOptions & { location: string },
  work: ExclusiveWork<T>,
): Promise<T> {
  try {
    const place = await (follow ? realPlace : placeItself)(location);
    const timeout = lockTimeout ?? DEFAULT_LOCK_TIMEOUT;
    return await withLock(place.folder, timeout, (folder) => work(place, folder));
  } catch (error) {
    throw fromOsError(error, `cannot ${what} ${shownPath(location)}`);
  }
}
