/**
 * Texts as they are sealed (docs/format_v1.md, section 4): length, UTF-8, zeros up to a
 * multiple of 32, so that ciphertext tells their length in steps only.
 *
 * @module
 */

import { shortAscii, wipe } from "../../bytes.ts";
import { DamagedError } from "../../errors.ts";
import { textBytes } from "./encoding.ts";

const LENGTH_BYTES = 4;
const STEP = 32;
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A text, padded, in a new array that the caller wipes.
 *
 * @throws {UsageError} if it holds half of a surrogate pair; it does not show the text
 */
export function padText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = textBytes(text);
  const padded = new Uint8Array(paddedLength(bytes.length));
  new DataView(padded.buffer).setUint32(0, bytes.length);
  padded.set(bytes, LENGTH_BYTES);
  wipe(bytes);
  return padded;
}

/**
 * The text in padded bytes.
 *
 * @throws {DamagedError} unless they are just what `padText` makes of it
 */
export function unpadText(padded: Uint8Array): string {
  if (padded.length < LENGTH_BYTES) throw notPadded("it is too short");
  const view = new DataView(padded.buffer, padded.byteOffset, padded.byteLength);
  const end = LENGTH_BYTES + view.getUint32(0);
  if (padded.length !== paddedLength(end - LENGTH_BYTES)) {
    throw notPadded("its length does not fit");
  }
  for (let at = end; at < padded.length; at++) {
    if (padded[at] !== 0) throw notPadded("its padding is not zero");
  }
  const bytes = padded.subarray(LENGTH_BYTES, end);
  try {
    return shortAscii(bytes) ?? STRICT_UTF8.decode(bytes);
  } catch (cause) {
    throw notPadded("it is not UTF-8", cause);
  }
}

function paddedLength(length: number): number {
  return Math.ceil((LENGTH_BYTES + length) / STEP) * STEP;
}

function notPadded(reason: string, cause?: unknown): DamagedError {
  return new DamagedError(`what was sealed is no text: ${reason}`, { cause });
}
