/**
 * What a store holds for a record in format v0 (docs/format.md).
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../bytes.ts";
import type { Version } from "../ports.ts";

/**
 * A record as it is stored: ciphertext, but for its names. secret_wallet always writes
 * all of it; `null` is what a column or an attribute holds that was left out.
 */
export interface StoredRecordV0 {
  domain: string;
  access: string;
  /** A token, of the empty text where there is no uid. */
  uid: string | null;
  /** A token, of the empty text where there is no pwd. */
  pwd: string | null;
  /** A token for each name, in order. */
  info: ReadonlyMap<string, string>;
  timestamp: string | null;
}

/**
 * The version of a stored record: a digest of its tokens and its timestamp. The order
 * of the info entries does not count, since not every store keeps it.
 */
export function recordVersionV0(stored: StoredRecordV0): Version {
  const info = [...stored.info].sort(([a], [b]) => a < b ? -1 : 1);
  const content = JSON.stringify([stored.timestamp, stored.uid, stored.pwd, info]);
  return toHex(sha256(utf8(content))) as Version;
}
