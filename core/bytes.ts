/**
 * Bytes and their text forms.
 *
 * Hexadecimal goes from bytes to bytes, through tables: values of 128 MiB and
 * more do not fit into one JavaScript string once they are written as text, and
 * the tables are as quick as what the runtimes offer (docs/adr/0003).
 *
 * @module
 */

import { DamagedError, UsageError } from "./errors.ts";

const HEX_DIGITS = utf8("0123456789abcdef");
const NOT_HEX = -1;
const HEX_VALUES = hexValues();

function hexValues(): Int8Array {
  const values = new Int8Array(256).fill(NOT_HEX);
  for (let digit = 0; digit < 16; digit++) {
    const text = digit.toString(16);
    values[text.charCodeAt(0)] = digit;
    values[text.toUpperCase().charCodeAt(0)] = digit;
  }
  return values;
}

/** The UTF-8 bytes of a string; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** In bytes; beyond it, the decoder is quicker. */
const SHORT = 64;
const LAST_ASCII = 0x7f;

/**
 * The text of a few bytes of ASCII, as most names are; `null` for others. To call a decoder
 * takes longer than they do.
 */
export function shortAscii(bytes: Uint8Array): string | null {
  if (bytes.length > SHORT) return null;
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > LAST_ASCII) return null;
  return String.fromCharCode.apply(null, bytes as never);
}

/**
 * Writes `source` as lower-case hexadecimal digits into `target` from `offset`,
 * which must leave room for two bytes for each one. Both may lie in the same memory, if
 * the digits end no later than `source` does.
 */
export function writeHex(
  source: Uint8Array,
  target: Uint8Array,
  offset = 0,
): void {
  for (let i = 0, at = offset; i < source.length; i++) {
    const byte = source[i]!;
    target[at++] = HEX_DIGITS[byte >> 4]!;
    target[at++] = HEX_DIGITS[byte & 15]!;
  }
}

/**
 * The bytes that hexadecimal digits (ASCII, either case) stand for, in `target`, by
 * default a new array. A `target` of half as many bytes may lie in the memory of the
 * digits, which are used up then, if it begins no later than they do.
 *
 * @throws {DamagedError} at an odd length or any byte that is no digit
 */
export function decodeHex<T extends ArrayBufferLike = ArrayBuffer>(
  digits: Uint8Array,
  target?: Uint8Array<T>,
): Uint8Array<T> {
  if (digits.length % 2 !== 0) {
    throw new DamagedError("hexadecimal text of an odd length");
  }
  const bytes = target ?? new Uint8Array(digits.length / 2) as Uint8Array<T>;
  let seen = 0;
  for (let i = 0, at = 0; i < bytes.length; i++) {
    const high = HEX_VALUES[digits[at++]!]!;
    const low = HEX_VALUES[digits[at++]!]!;
    seen |= high | low;
    bytes[i] = (high << 4) | low;
  }
  if (seen < 0) throw new DamagedError("not hexadecimal text");
  return bytes;
}

/** Bytes as a lower-case hexadecimal string; for short values. */
export function toHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(bytes.length * 2);
  writeHex(bytes, digits);
  return new TextDecoder().decode(digits);
}

/** Whether two arrays hold the same bytes. Not for secrets: it stops early. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** One array after the other, in a new one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Overwrites bytes that are no longer needed. */
export function wipe(...arrays: (Uint8Array | undefined)[]): void {
  for (const array of arrays) array?.fill(0);
}

/** What `work` gives; a key that was made for it is wiped if it fails. */
export async function wipingOnFailure<T>(
  key: Uint8Array,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    wipe(key);
    throw error;
  }
}

/**
 * Gives back the memory of an array at once, and of all views of the same memory, which
 * are empty afterwards. What may be gigabytes is not left to the garbage collector.
 */
export function release(array: Uint8Array<ArrayBuffer>): void {
  array.buffer.transfer(0);
}

/**
 * The UTF-8 bytes of a password.
 *
 * @throws {UsageError} if it holds half of a surrogate pair, which has no UTF-8
 */
export function passwordBytes(password: string): Uint8Array<ArrayBuffer> {
  if (!password.isWellFormed()) {
    throw new UsageError("the password is not well-formed Unicode text", {
      hint: "it holds half of a surrogate pair; take that character out",
    });
  }
  return utf8(password);
}

/** In bytes; a multiple of 3, so that only the last piece is padded. */
const BASE64_CHUNK = 0x6000;

/** Standard padded base64 (RFC 4648, section 4); of at most 384 MiB. */
export function toBase64(bytes: Uint8Array): string {
  return [...base64Chunks(bytes)].join("");
}

/**
 * The same in pieces of 32 KiB of text, the last one shorter, for what may be too
 * long for one string.
 */
export function* base64Chunks(bytes: Uint8Array): Generator<string, void, void> {
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK) {
    const chunk = bytes.subarray(at, at + BASE64_CHUNK);
    yield btoa(String.fromCharCode.apply(null, chunk as never));
  }
}
