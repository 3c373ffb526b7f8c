/**
 * The text form of Fernet tokens and keys: base64url with padding (RFC 4648,
 * section 5) on the way out, whatever CPython takes for it on the way in.
 *
 * CPython's decoder (`binascii.a2b_base64`, not strict, as of 3.11) takes both
 * alphabets, passes over every byte that is no digit, and stops at the padding
 * that completes a group; behind it there may be anything. A token is
 * authenticated after it is decoded, so that leniency costs no safety, and wallets
 * hold what somebody once pasted.
 *
 * @module
 */

import { toBase64 } from "../bytes.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ENDINGS = ["+/", "-_"];
const NO_DIGIT = -1;
const DIGITS = digits();
const PADDING = "=".charCodeAt(0);
/** How many digits and padding signs make a group. */
const GROUP = 4;
const OUTSIDE_LATIN1 = /[\u0100-\uffff]/;

function digits(): Int8Array {
  const values = new Int8Array(256).fill(NO_DIGIT);
  for (const ending of ENDINGS) {
    [...ALPHABET, ...ending].forEach((char, value) => {
      values[char.charCodeAt(0)] = value;
    });
  }
  return values;
}

/** Bytes as base64url with padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * The bytes that CPython would read from `text`, in a new array; `null` where it
 * would fail: at a character above 0xff and at an incomplete last group.
 *
 * @example
 * ```ts
 * import { decodeBase64Url } from "./fernet_base64.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...decodeBase64Url("-_8=")!], [0xfb, 0xff]);
 * assert.deepEqual([...decodeBase64Url(" +/8=\n and more")!], [0xfb, 0xff]);
 * assert.equal(decodeBase64Url("-_8"), null);
 * ```
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (OUTSIDE_LATIN1.test(text)) return null;
  const bytes = new Uint8Array(Math.ceil(text.length * 3 / 4));
  let length = 0, count = 0, bits = 0, padding = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === PADDING) {
      if (count >= 2 && count + ++padding >= GROUP) return bytes.subarray(0, length);
      continue;
    }
    const digit = DIGITS[unit]!;
    if (digit === NO_DIGIT) continue;
    padding = 0;
    bits = (bits << 6 | digit) & 0xffff;
    count = (count + 1) % GROUP;
    // Every digit but the first of a group completes a byte; 4, 2 or 0 bits are left.
    if (count !== 1) bytes[length++] = bits >> (GROUP - count) % GROUP * 2;
  }
  return count === 0 ? bytes.subarray(0, length) : null;
}
