/**
 * What can be wrong with a record of a wallet, and which of it is.
 *
 * @module
 */

import { sameMac } from "../../crypto/hmac.ts";
import { type CofferError, DamagedError } from "../../errors.ts";
import type { RecordKey, StoredRecord } from "../../ports.ts";
import type { OpenHeader } from "./open_header.ts";
import { parseRecord } from "./parse_record.ts";
import { placeOf } from "./place.ts";
import type { RecordParts, SealedParts } from "./record_parts.ts";
import { recordSeal } from "./record_seal.ts";
import { openText } from "./sealed_text.ts";

/** What is wrong. */
export type FindingKind =
  /** It is genuine, and lies in the place of another. */
  | "swapped"
  /** It is an older state of a record, or one that was deleted. */
  | "stale"
  /** The header counts it, and it is not there. */
  | "missing"
  /** It was not sealed with the keys of this wallet; or what tells so was changed. */
  | "foreign"
  /** Some part of it is not as its writer left it. */
  | "damaged";

/** One thing that is wrong with a wallet. */
export interface Finding {
  /** What is wrong. */
  readonly kind: FindingKind;
  /** Where the record lies; `null` where none can be named. */
  readonly key: RecordKey | null;
  /** It names the record, where its name is known. */
  readonly error: CofferError;
}

/** What is wrong with a record that did not open. */
export function kindOf(stored: StoredRecord, open: OpenHeader): FindingKind {
  const sealed = unlessDamaged(() => parseRecord(stored));
  if (sealed === null) return "damaged";
  const key = unlessDamaged(() => ownPlace(sealed.parts, open));
  if (key === null) return "foreign";
  return isSealed(sealed, key, open) && !samePlace(key, stored) ? "swapped" : "damaged";
}

/** Where a record belongs; `null` if its names were not sealed with a key of the wallet. */
function ownPlace({ epoch, recordId, names }: RecordParts, open: OpenHeader) {
  const keys = open.keyring.of(epoch);
  if (keys === null) return null;
  const context = { walletId: open.header.walletId, recordId, keys };
  const domain = openText(names.domain, { name: "domain" }, context);
  const access = openText(names.access, { name: "access" }, context);
  return placeOf({ domain, access }, open, keys);
}

/** Whether its seal is that of a record that is stored under `key`. */
function isSealed(
  { parts, seal }: SealedParts,
  key: RecordKey,
  { header: { walletId, names }, keyring }: OpenHeader,
): boolean {
  const keys = keyring.of(parts.epoch)!;
  return sameMac(recordSeal({ ...parts, key }, { walletId, names, keys }), seal);
}

function unlessDamaged<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}

function samePlace(a: RecordKey, b: RecordKey): boolean {
  return a.domain === b.domain && a.access === b.access;
}
