/**
 * The lock that one writer at a time holds on a folder.
 *
 * On Unix it is an advisory lock (`flock`) on the folder itself, so nothing is
 * left behind by a crash. Windows cannot open a folder; there it is a lock file.
 *
 * @module
 */

import { LockedError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";

const LOCK_FILE = ".coffer.lock";
/** Milliseconds that even an impatient caller waits: a free lock takes a moment too. */
const SHORTEST_WAIT = 50;

/**
 * The last in line for each folder. Within a process writers queue up here, since every
 * request to the system that waits holds one of the few threads that do files, and the
 * holder of the lock needs one as well.
 */
const lines = new Map<string, Promise<void>>();

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
  using expiry = new Expiry(Math.max(timeout, SHORTEST_WAIT));
  const leave = await queueUp(folder, expiry);
  const handle = await acquire(folder, expiry, leave);
  expiry[Symbol.dispose]();
  try {
    return await work(handle);
  } finally {
    // Closing releases the lock.
    handle.close();
    leave();
  }
}

/** Waits in line; what comes back ends the turn. */
async function queueUp(folder: string, expiry: Expiry): Promise<() => void> {
  const before = lines.get(folder) ?? Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const last = before.then(() => promise);
  lines.set(folder, last);
  const leave = () => {
    resolve();
    if (lines.get(folder) === last) lines.delete(folder);
  };
  if (await expiry.isFirst(before)) {
    leave();
    throw locked(folder);
  }
  return leave;
}

async function acquire(
  folder: string,
  expiry: Expiry,
  leave: () => void,
): Promise<Deno.FsFile> {
  let handle: Deno.FsFile | undefined;
  const letGo = () => {
    handle?.close();
    leave();
  };
  try {
    handle = await openLock(folder);
    const granted = handle.lock(true);
    if (!await expiry.isFirst(granted)) return handle;
    // The request cannot be taken back: when it is granted, let go at once.
    granted.then(letGo, letGo);
  } catch (error) {
    letGo();
    throw error;
  }
  throw locked(folder);
}

function openLock(folder: string): Promise<Deno.FsFile> {
  if (Deno.build.os !== "windows") return Deno.open(folder);
  const path = `${folder}/${LOCK_FILE}`;
  return Deno.open(path, { create: true, write: true, mode: 0o600 });
}

function locked(folder: string): LockedError {
  return new LockedError(`another process is writing in ${shownPath(folder)}`, {
    hint: "try again, or wait longer with --lock-timeout",
  });
}

/** A moment in the future. */
class Expiry implements Disposable {
  readonly #reached: Promise<boolean>;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(milliseconds: number) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#reached = promise;
    this.#timer = setTimeout(() => resolve(true), milliseconds);
  }

  /** Whether it comes before `event` does. */
  isFirst(event: Promise<void>): Promise<boolean> {
    return Promise.race([event.then(() => false), this.#reached]);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
