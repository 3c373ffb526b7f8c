/**
 * What must not stay behind when a run is cut short: files and folders with decrypted
 * values in them that are not complete, or not in their place yet.
 *
 * A signal ends the process without `finally` running anywhere. So whoever makes such a
 * thing registers it here for as long as it exists, and whoever ends the process calls
 * `cleanUp` first.
 *
 * @module
 */

import { UnavailableError } from "../core/errors.ts";

/** Something that exists for a while. */
interface Unfinished {
  readonly path: string;
  /** A folder that is only removed if nothing is in it. */
  readonly ifEmpty: boolean;
}

/** Writes that are under way in other threads may still add a file or two. */
const TRIES = 100;

const registered = new Set<Unfinished>();
let closed = false;

/**
 * Makes something by the synchronous function `make` and registers it: no signal can
 * come in between. The answer takes it off the list again; dispose of it when the thing
 * is complete or gone.
 *
 * @throws {UnavailableError} after `cleanUp`; then nothing is made
 */
export function unfinished<T>(
  path: string,
  make: () => T,
  { ifEmpty = false }: { ifEmpty?: boolean } = {},
): { made: T } & Disposable {
  assertNotCutShort();
  const made = make();
  const entry = { path, ifEmpty };
  registered.add(entry);
  return { made, [Symbol.dispose]: () => registered.delete(entry) };
}

/** @throws {UnavailableError} after `cleanUp`: what was made is gone again */
export function assertNotCutShort(): void {
  if (closed) throw new UnavailableError("the run was cut short");
}

/**
 * Removes all that exports have not finished, synchronously, and gives the paths that
 * could not be removed. Call it when a signal ends the process, as the last thing before
 * the exit: exports that are still under way fail from here on, and no new ones begin.
 *
 * @example
 * ```ts
 * import { cleanUp } from "./cleanup.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(cleanUp(), []);
 * ```
 */
export function cleanUp(): string[] {
  closed = true;
  const entries = [...registered].reverse();
  registered.clear();
  return entries.filter((entry) => !removed(entry)).map(({ path }) => path);
}

function removed({ path, ifEmpty }: Unfinished): boolean {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      Deno.removeSync(path, { recursive: !ifEmpty });
      return true;
    } catch (error) {
      if (ifEmpty || error instanceof Deno.errors.NotFound) return true;
    }
  }
  return false;
}
