/**
 * HMAC-SHA256 (RFC 2104, FIPS 180-4), one call for a whole message.
 *
 * `@noble`'s and not Web Crypto's: what is authenticated is a few hundred bytes, thousands
 * of times, and every call of Web Crypto is a trip to another thread.
 *
 * @module
 */

import { equalBytes } from "@noble/ciphers/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** The length of a result in bytes. */
export const MAC_LENGTH = 32;

/** The 32 bytes of the HMAC of `message`, in a new array. A key has any length. */
export function hmacSha256(
  key: Uint8Array,
  message: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return hmac(sha256, key, message) as Uint8Array<ArrayBuffer>;
}

/** Whether two results are the same, in a time that does not depend on where they differ. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return equalBytes(a, b);
}
