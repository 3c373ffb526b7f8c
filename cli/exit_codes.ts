/**
 * Exit codes. They never change; docs/cli.md explains them to users.
 *
 * @module
 */

import { CofferError } from "../core/errors.ts";

/** Exit codes by the `code` of an error. */
const BY_ERROR: Record<string, number> = {
  usage: 2,
  not_found: 3,
  wrong_password: 4,
  damaged: 5,
  conflict: 6,
  locked: 6,
  name_taken: 6,
  permission: 7,
  unavailable: 8,
  partial: 9,
  refused: 10,
  weak_password: 10,
  exists: 10,
  limit: 10,
  unknown_hash: 10,
  rollback: 11,
  interrupted: 130,
};

/** All done. */
export const DONE = 0;
/** Something that was not foreseen. */
export const UNEXPECTED = 1;

/** The exit code for an error. */
export function exitCode(error: unknown): number {
  if (!(error instanceof CofferError)) return UNEXPECTED;
  return BY_ERROR[error.code] ?? UNEXPECTED;
}
