/**
 * The subkeys of a wallet key (docs/format_v1.md, section 6): one for each purpose.
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import { hkdfKeys } from "../../crypto/hkdf.ts";
import { MacKey } from "../../crypto/hmac.ts";
import { encode } from "./encoding.ts";
import { type Label, LABELS } from "./labels.ts";

/** The length of a wallet key and of every subkey in bytes. */
export const KEY_LENGTH = 32;

const NO_SALT = new Uint8Array();
const PURPOSES = [
  LABELS.keyField,
  LABELS.keyName,
  LABELS.keyIndex,
  LABELS.keySeal,
  LABELS.keyDigest,
];

type Subkey = Uint8Array<ArrayBuffer>;

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
  /** `index`, ready for use. */
  readonly indexMac: MacKey;
  /** `seal`, ready for use. */
  readonly sealMac: MacKey;
}

/** The subkeys of the wallet key `key`, in new arrays; `wipeEpochKeys` wipes them. */
export function epochKeys(
  key: Uint8Array,
  walletId: Uint8Array,
  epoch: number,
): EpochKeys {
  const info = (label: Label) => encode(label, walletId, [epoch]);
  const [field, name, index, seal, digest] = hkdfKeys(
    key,
    { hash: "sha256", salt: NO_SALT, length: KEY_LENGTH },
    PURPOSES.map(info),
  ) as [Subkey, Subkey, Subkey, Subkey, Subkey];
  return {
    epoch,
    field,
    name,
    index,
    seal,
    digest,
    indexMac: new MacKey(index),
    sealMac: new MacKey(seal),
  };
}

/** Overwrites all subkeys. */
export function wipeEpochKeys(keys: EpochKeys): void {
  wipe(keys.field, keys.name, keys.index, keys.seal, keys.digest);
  keys.indexMac.wipe();
  keys.sealMac.wipe();
}
