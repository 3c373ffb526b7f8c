/**
 * How large things may be.
 *
 * A value is written as digits, encrypted, and written as digits again: a byte of it takes
 * four in the file.
 *
 * @module
 */

import { LimitError } from "./errors.ts";

const MIB = 2 ** 20, GIB = 2 ** 30;
/** The most bytes that a place for ciphertext holds: 4 GiB. */
export const MOST_BLOB_BYTES = 4 * GIB;
/** The most bytes that a value has: 1 GiB, less what the file needs for everything else. */
export const MOST_VALUE_BYTES = MOST_BLOB_BYTES / 4;

/**
 * The most bytes of a text that is read as a whole: as a string it must have fewer than 512
 * Mi characters, and what is in it takes several times its size.
 */
export const MOST_TEXT_BYTES = 500 * MIB;

/**
 * Makes sure that `what`, a phrase for messages, is not too large.
 *
 * @throws {LimitError} if it has more than `most` bytes
 */
export function assertSize(what: string, bytes: number, most: number): void {
  if (bytes <= most) return;
  const size = most < GIB ? `${most / MIB} MiB` : `${most / GIB} GiB`;
  throw new LimitError(`${what} is larger than ${size}, the most that is taken`);
}
