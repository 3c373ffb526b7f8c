/**
 * The text form of a random device key (docs/format_v1.md, section 7.6), for a sheet of
 * paper: short groups, no characters that look alike, and a checksum.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { sameBytes, utf8, wipe } from "../../bytes.ts";
import { AuthenticationError } from "../../errors.ts";
import { DEVICE_KEY_LENGTH } from "./header.ts";
import { LABELS } from "./labels.ts";

/** Crockford's base 32. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGIT_BITS = 5;
const PREFIX = "CFD1";
const GROUP = /.{4}/g;
const CHECK_LENGTH = 3;
const CHARACTERS = PREFIX.length + (DEVICE_KEY_LENGTH + CHECK_LENGTH) * 8 / DIGIT_BITS;
const BETWEEN = /[- \t\r\n]/g;
/** Upper case would make an `I` of more letters than one. */
const PLAIN = /^[0-9A-Za-z]*$/;

/**
 * A device key as groups of four characters, joined by `-`, the first being `CFD1`.
 *
 * @example
 * ```ts
 * import { formatRecoverySheet, parseRecoverySheet } from "./recovery_sheet.ts";
 * import assert from "node:assert/strict";
 *
 * const key = new Uint8Array(32).fill(7);
 * const text = formatRecoverySheet(key);
 * assert.ok(text.startsWith("CFD1-0W3G-E1R7-"));
 * assert.deepEqual(parseRecoverySheet(text.toLowerCase().replaceAll("-", " ")), key);
 * ```
 */
export function formatRecoverySheet(key: Uint8Array): string {
  let digits = PREFIX, bits = 0, count = 0;
  for (const byte of [...key, ...check(key)]) {
    bits = bits << 8 | byte;
    for (count += 8; count >= DIGIT_BITS; count -= DIGIT_BITS) {
      digits += ALPHABET[bits >> count - DIGIT_BITS & 31];
    }
    bits &= (1 << count) - 1;
  }
  return digits.match(GROUP)!.join("-");
}

/**
 * The device key on a sheet, in a new array that the caller wipes. Case, blanks, line
 * breaks and hyphens do not matter; `O` is read as 0, `I` and `L` as 1.
 *
 * @throws {AuthenticationError} if it is no such text, or one with a typing error; it
 * shows nothing of it
 */
export function parseRecoverySheet(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replace(BETWEEN, "");
  const digits = plain.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const fitting = digits.length === CHARACTERS && digits.startsWith(PREFIX);
  if (!PLAIN.test(plain) || !fitting) {
    throw new AuthenticationError("this is not a recovery key, or only a part of one", {
      hint: `a recovery key has ${
        CHARACTERS / 4
      } groups, of which ${PREFIX} is the first`,
    });
  }
  const bytes = fromDigits(digits.slice(PREFIX.length));
  const key = bytes.slice(0, DEVICE_KEY_LENGTH);
  const fits = sameBytes(check(key), bytes.subarray(DEVICE_KEY_LENGTH));
  wipe(bytes);
  if (fits) return key;
  wipe(key);
  throw typingError();
}

function fromDigits(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length * DIGIT_BITS / 8);
  let bits = 0, count = 0, length = 0;
  for (const char of digits) {
    const digit = ALPHABET.indexOf(char);
    if (digit === -1) throw typingError();
    bits = bits << DIGIT_BITS | digit;
    count += DIGIT_BITS;
    if (count < 8) continue;
    count -= 8;
    bytes[length++] = bits >> count;
    bits &= (1 << count) - 1;
  }
  return bytes;
}

function typingError(): AuthenticationError {
  return new AuthenticationError("the recovery key has a typing error", {
    hint: "its checksum does not fit: compare it with the sheet, group by group",
  });
}

function check(key: Uint8Array): Uint8Array {
  return sha256.create().update(utf8(LABELS.recoveryCheck)).update(key).digest()
    .subarray(0, CHECK_LENGTH);
}
