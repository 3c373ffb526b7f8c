/**
 * HKDF (RFC 5869), extract and expand in one: keys from key material that is strong
 * already. For passwords see kdf.ts and argon2.ts.
 *
 * @module
 */

import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { wipe } from "../bytes.ts";

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
  { info, ...parameters }: HkdfParameters,
): Uint8Array<ArrayBuffer> {
  return hkdfKeys(material, parameters, [info])[0]!;
}

/** A key for each of `infos`, made from the same material: extracted once. */
export function hkdfKeys(
  material: Uint8Array,
  { hash, salt, length }: Omit<HkdfParameters, "info">,
  infos: readonly Uint8Array[],
): Uint8Array<ArrayBuffer>[] {
  const extracted = extract(HASHES[hash], material, salt);
  try {
    return infos.map((info) =>
      expand(HASHES[hash], extracted, info, length) as Uint8Array<ArrayBuffer>
    );
  } finally {
    wipe(extracted);
  }
}
