/**
 * A lock that is not waited for long: it tells whether a process is there that holds it.
 *
 * @module
 */

/** How long to wait for the lock, in milliseconds: who ends lets it go. */
const PATIENCE = 500;

/** Whether the lock comes in time. If not, the request closes the file when it is granted. */
export async function tryLock(file: Deno.FsFile): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE);
  const granted = file.lock(true).then(() => true);
  const inTime = await Promise.race([granted, late]).finally(() => clearTimeout(timer));
  const letGo = () => file.close();
  if (!inTime) granted.then(letGo, letGo);
  return inTime;
}
