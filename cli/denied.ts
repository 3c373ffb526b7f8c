/**
 * The variables that Deno did not let Coffer read: where nothing else is found, they may be
 * what is missing.
 *
 * @module
 */

import { PermissionError } from "../core/errors.ts";

const denied = new Set<string>();

/** Remembers that `name` may not be read. */
export function noteDenied(name: string): void {
  denied.add(name);
}

/**
 * Checks, where nothing was found in any of these variables, that one of them at least may
 * be read. `what` was looked for.
 *
 * @throws {PermissionError} if none may
 */
export function assertLetLook(what: string, names: readonly string[]): void {
  if (!names.every((name) => denied.has(name))) return;
  throw new PermissionError(
    `cannot look for ${what} in the environment: Coffer was not given this permission`,
    { hint: `run Deno with --allow-env=${names.join(",")}` },
  );
}
