/**
 * Vectors that must be refused, one failure each.
 *
 * @module
 */

import type { RecordName } from "../../../../core/wallet/v1/place.ts";
import type { RecordJson } from "./json.ts";

/** The class that is expected, by its name. */
export type Refusal = "AuthenticationError" | "DamagedError";

/** What every case says beside what it holds. */
export interface Negative {
  case: string;
  error: Refusal;
  /** A part of our message: that it was refused for this, and not for something else. */
  reason: string;
}

/** The time of the sample records. */
export const UPDATED = "2026-01-02T03:04:05.060000Z";

/** Why most of what was changed does not open. */
export const SEAL = "its seal does not fit";

/** A record that must not open, why, and what was asked for if that is what is wrong. */
export type RecordCase = [
  name: string,
  record: RecordJson,
  reason: string,
  expected?: RecordName,
];

/** What JSON objects are while they are being spoilt. */
// deno-lint-ignore no-explicit-any
export type AnyJson = any;

/** Flips the lowest bit of the byte at `at`, in a copy. */
export function flipped(bytes: Uint8Array, at = 0): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
