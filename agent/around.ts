/**
 * The folders around the agent's, up to the root, as sshd looks at those of its keys:
 * whoever may rename one of them can put another in its place between a look and a
 * connection.
 *
 * @module
 */

import { PermissionError, type RefusedError } from "../core/errors.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const ROOT = 0;
/** As many links as Linux follows in a path. */
const LINKS = 40;

/** How it is looked. */
interface Look {
  /** Whose everything has to be, if not root's. */
  readonly uid: number;
  /** Makes the error for a folder that others may change. */
  readonly refuse: (path: string, remedy?: string) => RefusedError;
  readonly links: number;
}

/**
 * Checks that nobody but the user `uid` and root may change the folder around `folder`, or
 * rename a folder further up. Further up a folder may be everybody's if it is sticky, as
 * `/tmp`: what lies in it is ours or root's. Links are followed one by one, and each has to
 * lie as safely.
 *
 * What Deno does not let be looked at further up is not checked: to allow that would be to
 * allow everything in it to be read.
 *
 * @throws what `refuse` makes
 * @throws {NotFoundError} if there is no such folder
 * @throws {PermissionError | UnavailableError} if the folder around cannot be looked at
 */
export function checkAround(
  folder: string,
  options: Pick<Look, "uid" | "refuse">,
): void {
  const look = { ...options, links: LINKS };
  const parent = parentOf(folder);
  checkOne(parent, look, { sticky: false });
  checkAbove(parent, look);
}

function checkAbove(path: string, look: Look): void {
  for (let at = path; at !== "/";) {
    at = parentOf(at);
    const above = at;
    asFarAsAllowed(() => checkOne(above, look, { sticky: true }));
  }
}

function checkOne(
  path: string,
  look: Look,
  may: { sticky: boolean },
): void {
  const info = lookAt(path);
  assertOurs(path, info, look);
  if (!info.isSymlink) return assertClosed(path, info, look, may);
  const real = found(path, () => Deno.statSync(path));
  assertOurs(path, real, look);
  assertClosed(path, real, look, may);
  asFarAsAllowed(() => checkTarget(path, look, may));
}

/** Not put in order first: `..` leads up from where a link leads, not from the link. */
function checkTarget(
  path: string,
  look: Look,
  may: { sticky: boolean },
): void {
  if (look.links === 0) throw look.refuse(path);
  const next = { ...look, links: look.links - 1 };
  const target = found(path, () => Deno.readLinkSync(path));
  const full = target.startsWith("/") ? target : `${parentOf(path)}/${target}`;
  checkOne(full, next, may);
  checkAbove(full, next);
}

function assertOurs(path: string, { uid }: Deno.FileInfo, look: Look): void {
  if (uid !== look.uid && uid !== ROOT) throw look.refuse(path);
}

function assertClosed(
  path: string,
  { mode, uid }: Deno.FileInfo,
  look: Look,
  { sticky }: { sticky: boolean },
): void {
  const bits = mode ?? 0;
  if ((bits & OTHERS_WRITE) === 0 || (sticky && (bits & STICKY) !== 0)) return;
  throw look.refuse(
    path,
    uid === look.uid ? `chmod go-w ${shownPath(path)}` : undefined,
  );
}

function asFarAsAllowed(look: () => void): void {
  try {
    look();
  } catch (error) {
    const { cause } = error instanceof PermissionError ? error : { cause: null };
    if (!(cause instanceof Error && cause.name === "NotCapable")) throw error;
  }
}

/** What is there, and not where it leads. */
export function lookAt(path: string): Deno.FileInfo {
  return found(path, () => Deno.lstatSync(path));
}

/** At once: to wait for each of them takes longer than all of them. */
function found<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw fromOsError(error, `cannot look at ${shownPath(path)}`);
  }
}

/** The folder around a folder; the root is its own. */
export function parentOf(folder: string): string {
  return folder.replace(/\/+[^/]*\/*$/, "") || "/";
}
