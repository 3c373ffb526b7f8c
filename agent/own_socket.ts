/**
 * Becoming the one agent of a folder: a file that stays locked as long as the process
 * lives, and after that the socket. Whatever an agent that was killed has left behind is in
 * nobody's way.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";
import { isLocked, tryLock } from "../core/try_lock.ts";
import { lockPath } from "./folder.ts";
import type { Listener } from "./server.ts";

const OWNER_ONLY = 0o600;

/**
 * Listens on the socket at `path`, whose folder was checked; `null` if another agent does.
 *
 * @throws {PermissionError | UnavailableError} if the socket cannot be made
 */
export async function ownSocket(path: string): Promise<Listener | null> {
  const doing = `cannot make the agent's socket ${shownPath(path)}`;
  try {
    const lock = await lockedFile(lockPath(path));
    if (lock === null) return null;
    try {
      await removeIfThere(path);
      const listener = await listen(path);
      return {
        accept: () => listener.accept(),
        // Closing lets go of the lock, too.
        close: () => {
          listener.close();
          lock.close();
        },
      };
    } catch (error) {
      lock.close();
      throw error;
    }
  } catch (error) {
    throw fromOsError(error, doing);
  }
}

/**
 * Whether an agent is alive whose socket is at `path`: it keeps its file locked. Reading
 * is enough to find out.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be looked at
 */
export async function isAlive(path: string): Promise<boolean> {
  try {
    const lock = lockPath(path);
    // No agent makes a pipe, which would be waited for.
    if (!(await Deno.lstat(lock)).isFile) return false;
    return await isLocked(await Deno.open(lock));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw fromOsError(error, `cannot look at the agent's lock for ${shownPath(path)}`);
  }
}

/**
 * Removes the socket that an agent has left which was killed; `false` if one is alive.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be removed
 */
export async function removeStale(path: string): Promise<boolean> {
  try {
    const lock = await lockedFile(lockPath(path));
    if (lock === null) return false;
    using _held = lock;
    await removeIfThere(path);
    return true;
  } catch (error) {
    throw fromOsError(error, `cannot remove the agent's socket ${shownPath(path)}`);
  }
}

async function listen(path: string): Promise<Deno.Listener> {
  const listener = Deno.listen({ transport: "unix", path });
  try {
    await Deno.chmod(path, OWNER_ONLY);
    return listener as unknown as Deno.Listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** The file, locked, with our process in it; `null` if another process has it. */
async function lockedFile(path: string): Promise<Deno.FsFile | null> {
  await removePlanted(path);
  const file = await Deno.open(path, {
    read: true,
    write: true,
    create: true,
    mode: OWNER_ONLY,
  });
  try {
    if (!await tryLock(file)) return null;
    await file.truncate();
    await file.write(utf8(`${Deno.pid}\n`));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** While the folder was open to others, a link may have been put there: it is emptied below. */
async function removePlanted(path: string): Promise<void> {
  try {
    const { isFile, nlink } = await Deno.lstat(path);
    if (!isFile || (nlink ?? 1) > 1) await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
