/**
 * HKDF (RFC 5869), extract and expand in one: keys from key material that is strong
 * already. For passwords see kdf.ts and argon2.ts.
 *
 * @module
 */

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

const HASHES = { sha256, sha512 } as const;

/** What HKDF takes beside the key material. */
export interface HkdfParameters {
  hash: keyof typeof HASHES;
  /** May be empty. */
  salt: Uint8Array;
  /** What the key is for; may be empty. */
  info: Uint8Array;
  /** The length of the key in bytes: at most 255 times that of the hash. */
  length: number;
}

/** A key made from `material`, for the caller to own and wipe. */
export function hkdfKey(
  material: Uint8Array,
  { hash, salt, info, length }: HkdfParameters,
): Uint8Array<ArrayBuffer> {
  return hkdf(HASHES[hash], material, salt, info, length) as Uint8Array<ArrayBuffer>;
}
