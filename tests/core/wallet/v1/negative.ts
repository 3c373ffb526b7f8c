/**
 * Vectors that must be refused, one failure each.
 *
 * @module
 */

/** The class that is expected, by its name. */
export type Refusal = "AuthenticationError" | "DamagedError";

/** What every case says beside what it holds. */
export interface Negative {
  case: string;
  error: Refusal;
  /** A part of our message: that it was refused for this, and not for something else. */
  reason: string;
}

/** What JSON objects are while they are being spoilt. */
// deno-lint-ignore no-explicit-any
export type AnyJson = any;

/** Flips the lowest bit of the byte at `at`, in a copy. */
export function flipped(bytes: Uint8Array, at = 0): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
