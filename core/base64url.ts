/**
 * Base64url without padding (RFC 4648, section 5): one text for each array of bytes.
 *
 * core/crypto/fernet_base64.ts is the lenient one, for Fernet tokens.
 *
 * @module
 */

import { toBase64 } from "./bytes.ts";
import { DamagedError } from "./errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NO_DIGIT = -1;
const DIGITS = digits();
const ENDING = /=+$/;

function digits(): Int8Array {
  const values = new Int8Array(0x10000).fill(NO_DIGIT);
  [...ALPHABET].forEach((char, value) => values[char.charCodeAt(0)] = value);
  return values;
}

/** Bytes as base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(ENDING, "").replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * The bytes that `text` stands for, in a new array.
 *
 * @throws {DamagedError} if there is padding or another character that is no digit, if
 * one digit is left over, or if the unused bits of the last digit are not zero
 *
 * @example
 * ```ts
 * import { fromBase64Url } from "./base64url.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...fromBase64Url("-_8")], [0xfb, 0xff]);
 * assert.throws(() => fromBase64Url("-_8="), /^DamagedError/);
 * assert.throws(() => fromBase64Url("-_9"), /^DamagedError/);
 * ```
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new DamagedError("base64url text of a wrong length");
  const bytes = new Uint8Array(Math.floor(text.length * 3 / 4));
  let bits = 0, count = 0, length = 0, seen = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = DIGITS[text.charCodeAt(at)]!;
    seen |= digit;
    bits = bits << 6 | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[length++] = bits >> count;
    bits &= (1 << count) - 1;
  }
  if (seen < 0 || bits !== 0) throw new DamagedError("not base64url text");
  return bytes;
}
