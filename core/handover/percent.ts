/**
 * Percent-encoding (RFC 3986, section 2.1).
 *
 * @module
 */

import { utf8 } from "../bytes.ts";

/** What stands for itself (section 2.3). */
const UNRESERVED = /[A-Za-z0-9._~-]/;

/**
 * Text with everything but unreserved characters encoded, as upper-case hexadecimal.
 * Half of a surrogate pair has no UTF-8, and becomes U+FFFD.
 */
export function percentEncoded(text: string): string {
  return encodeBytes(utf8(text), UNRESERVED);
}

/** Bytes as text, with those encoded that are not ASCII characters of `kept`. */
function encodeBytes(bytes: Uint8Array, kept: RegExp): string {
  return Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    return kept.test(char) ? char : encodedByte(byte);
  }).join("");
}

/** What was encoded, or `null` if some of it does not stand for UTF-8 text. */
export function percentDecoded(text: string): string | null {
  try {
    // In pieces, since others stand for themselves, halves of surrogate pairs too.
    return text.replace(/(?:%[^]{0,2})+/g, decodeURIComponent);
  } catch {
    return null;
  }
}

function encodedByte(byte: number): string {
  return "%" + byte.toString(16).toUpperCase().padStart(2, "0");
}
