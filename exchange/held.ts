/**
 * The lock by which a file or a folder on its way tells whether who made it still lives.
 *
 * @module
 */

/** How long to wait for the lock, in milliseconds: who ends lets it go. */
const PATIENCE = 500;

/**
 * Locks what is at `path` for as long as what comes back is open, by this process or by
 * nobody. `null` where there are no such locks: then nobody can tell.
 */
export function hold(path: string): Deno.FsFile | null {
  // Windows opens no folders.
  if (Deno.build.os === "windows") return null;
  let handle: Deno.FsFile | null = null;
  try {
    handle = Deno.openSync(path);
    handle.lockSync(true);
    return handle;
  } catch {
    handle?.close();
    return null;
  }
}

/** Whether somebody holds it; also where that cannot be told, but on Windows. */
export async function isHeld(path: string): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    const { isFile, isDirectory } = await Deno.lstat(path);
    // Ours is neither a link nor a pipe, which would be waited for.
    if (!isFile && !isDirectory) return false;
    const handle = await Deno.open(path);
    const granted = handle.lock(true).then(() => true);
    const letGo = () => handle.close();
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), PATIENCE);
    const isFree = await Promise.race([granted, late]).finally(() => clearTimeout(timer));
    // The request cannot be taken back.
    if (isFree) letGo();
    else granted.then(letGo, letGo);
    return !isFree;
  } catch {
    return true;
  }
}
