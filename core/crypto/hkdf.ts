/**
 * HKDF (RFC 5869), extract and expand in one: keys from key material that is strong
 * already. For passwords see kdf.ts and argon2.ts.
 *
 * The runtime's, in one call each: a run that fetches one record derives eleven keys, for
 * which code that is not yet warm takes longer than for all else that it does.
 *
 * @module
 */

import { hkdfSync } from "node:crypto";

/** What HKDF takes beside the key material. */
export interface HkdfParameters {
  hash: "sha256" | "sha512";
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
  return new Uint8Array(hkdfSync(hash, material, salt, info, length));
}
