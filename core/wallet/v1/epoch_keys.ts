/**
 * The subkeys of a wallet key (docs/format_v1.md, section 6): one for each purpose.
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import { hkdfKey } from "../../crypto/hkdf.ts";
import { encode } from "./encoding.ts";
import { type Label, LABELS } from "./labels.ts";

/** The length of a wallet key and of every subkey in bytes. */
export const KEY_LENGTH = 32;

const NO_SALT = new Uint8Array();

/** The subkeys of one epoch, each for one purpose. They live as long as their keyring. */
export interface EpochKeys {
  readonly epoch: number;
  /** Seals values. */
  readonly field: Uint8Array;
  /** Seals names. */
  readonly name: Uint8Array;
  /** Hashes names. */
  readonly index: Uint8Array;
  /** Seals records and the header. */
  readonly seal: Uint8Array;
  /** Encrypts the digest. */
  readonly digest: Uint8Array;
}

/** The subkeys of the wallet key `key`, in new arrays; `wipeEpochKeys` wipes them. */
export function epochKeys(
  key: Uint8Array,
  walletId: Uint8Array,
  epoch: number,
): EpochKeys {
  const subkey = (label: Label) => {
    const info = encode(label, walletId, [epoch]);
    return hkdfKey(key, { hash: "sha256", salt: NO_SALT, info, length: KEY_LENGTH });
  };
  return {
    epoch,
    field: subkey(LABELS.keyField),
    name: subkey(LABELS.keyName),
    index: subkey(LABELS.keyIndex),
    seal: subkey(LABELS.keySeal),
    digest: subkey(LABELS.keyDigest),
  };
}

/** Overwrites all subkeys. */
export function wipeEpochKeys({ field, name, index, seal, digest }: EpochKeys): void {
  wipe(field, name, index, seal, digest);
}
