/**
 * Becoming the one agent of a folder: a file that stays locked as long as the process
 * lives, and after that the socket. Whatever an agent that was killed has left behind is in
 * nobody's way.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";
import { lockPath } from "./folder.ts";
import type { Listener } from "./server.ts";

const OWNER_ONLY = 0o600;
/** How long to wait for the lock, in milliseconds: an agent that ends lets it go. */
const PATIENCE = 500;

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
  const file = await Deno.open(path, {
    read: true,
    write: true,
    create: true,
    mode: OWNER_ONLY,
  });
  try {
    if (!await isGranted(file)) return null;
    await file.truncate();
    await file.write(utf8(`${Deno.pid}\n`));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Whether the lock comes in time. If not, the request closes the file when it is granted. */
async function isGranted(file: Deno.FsFile): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE);
  const granted = file.lock(true).then(() => true);
  const inTime = await Promise.race([granted, late]).finally(() => clearTimeout(timer));
  const letGo = () => file.close();
  if (!inTime) granted.then(letGo, letGo);
  return inTime;
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
