/**
 * From the staged files to their places, all or nothing.
 *
 * @module
 */

import { PartialError } from "../core/errors.ts";
import { attempt } from "./disk.ts";
import type { Move } from "./plan.ts";
import { shown } from "./shown.ts";

/**
 * Carries the moves out. If one fails, those before it are taken back, but for
 * the files that were replaced: these stay as they are now. Only steps that wait for
 * nothing are taken, so that no signal ends the process between two of them.
 *
 * @throws {ExistsError} if something has come in the way since the plan was made
 * @throws {PermissionError | UnavailableError} if something cannot be moved
 * @throws {PartialError} with the cause, if it failed after files were replaced
 */
export async function carryOut(moves: readonly Move[]): Promise<void> {
  const done: Move[] = [];
  try {
    for (const move of moves) {
      await attempt(`cannot put ${shown(move.names)} in place`, () => carry(move));
      done.push(move);
    }
  } catch (error) {
    throw takenBack(done, error as Error);
  }
}

// deno-lint-ignore require-await
async function carry({ from, to, isFolder, replaces }: Move): Promise<void> {
  if (isFolder || replaces) return Deno.renameSync(from, to);
  try {
    // Unlike a rename, this fails if a file has appeared there meanwhile. The
    // staged name goes away with the staging folder.
    Deno.linkSync(from, to);
  } catch (error) {
    // Some file systems have no hard links.
    if (isThere(to)) throw error;
    Deno.renameSync(from, to);
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function takenBack(done: Move[], cause: Error): Error {
  for (const { from, to, isFolder } of done.filter((move) => !move.replaces)) {
    try {
      if (isFolder) Deno.renameSync(to, from);
      else Deno.removeSync(to);
    } catch {
      // The error that led here says more.
    }
  }
  const replaced = done.filter(({ replaces }) => replaces).length;
  if (replaced === 0) return cause;
  return new PartialError(`${cause.message}; files replaced before: ${replaced}`, {
    cause,
    hint: "the same command again completes it, once the reason is gone",
  });
}
