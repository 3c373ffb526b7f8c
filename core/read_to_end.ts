/**
 * Bytes that come piece by piece, taken whole.
 *
 * @module
 */

import { wipe } from "./bytes.ts";
import { assertSize } from "./sizes.ts";

/** Where bytes come from, such as an open file. */
export interface Source {
  /** Fills as much of `room` as it can; how much that was, or `null` at the end. */
  read(room: Uint8Array): Promise<number | null>;
}

/** What is to be read. */
export interface Expected {
  /** What it is, for messages. */
  what: string;
  /** How many bytes are likely to come: so much room is made at first. */
  likely: number;
  /** How many are taken. */
  most: number;
}

/** More room than for what is expected, in which the end is seen. */
const SPARE = 1 << 10;

/**
 * All that comes from `source`, in a new array that the caller owns. What has the length
 * that was expected is read into its place and never copied.
 *
 * @throws {LimitError} if there is more than `most`
 */
export async function readToEnd(
  source: Source,
  { what, likely, most }: Expected,
): Promise<Uint8Array<ArrayBuffer>> {
  assertSize(what, likely, most);
  let buffer = new Uint8Array(likely + SPARE);
  let length = 0;
  for (;;) {
    const read = await source.read(buffer.subarray(length));
    if (read === null) return buffer.subarray(0, length);
    length += read;
    assertSize(what, length, most);
    if (length === buffer.length) buffer = grown(buffer);
  }
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * buffer.length);
  larger.set(buffer);
  wipe(buffer);
  return larger;
}
