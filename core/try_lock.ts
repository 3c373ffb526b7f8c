/**
 * A lock that is not waited for long: it tells whether a process is there that holds it.
 *
 * @module
 */

/** How long to wait for the lock, in milliseconds: who ends lets it go. */
const PATIENCE = 500;

/** An open file or folder. */
export interface Lockable {
  lock(exclusive: boolean): Promise<void>;
  close(): void;
}

/** Whether the lock comes in time. If not, the request closes the file when it is granted. */
export async function tryLock(file: Lockable): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE);
  const granted = file.lock(true).then(() => true);
  const inTime = await Promise.race([granted, late]).finally(() => clearTimeout(timer));
  const letGo = () => file.close();
  if (!inTime) granted.then(letGo, letGo);
  return inTime;
}

/** Whether somebody else has the lock. The file is closed, then or as by `tryLock`. */
export async function isLocked(file: Lockable): Promise<boolean> {
  try {
    if (!await tryLock(file)) return true;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return false;
}
