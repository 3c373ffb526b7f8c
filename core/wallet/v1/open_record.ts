/**
 * Opens records (docs/format_v1.md, section 9.5): the seal first, then the names, and
 * values when they are asked for.
 *
 * @module
 */

import { sameMac } from "../../crypto/hmac.ts";
import { DamagedError } from "../../errors.ts";
import type { RecordKey, StoredRecord } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import type { EpochKeys } from "./epoch_keys.ts";
import { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { isPlaceOf, type RecordName } from "./place.ts";
import { describeRecord, recordDamaged } from "./record.ts";
import { parseRecord } from "./parse_record.ts";
import type { RecordParts, SealedParts } from "./record_parts.ts";
import { recordSeal } from "./record_seal.ts";
import { openText, type SealContext } from "./sealed_text.ts";

/** How much of a place is shown where the name of a record is not known. */
const SHOWN = 16;

/** What may be known of a record before it is opened. */
export interface OpenRecordOptions {
  /** The names that were asked for: it must be that record. */
  expected?: RecordName;
}

/**
 * Opens a stored record: what comes back was sealed by somebody with the wallet key, for
 * this place and under these names. Nothing says that it is the newest.
 *
 * @throws {DamagedError} if any part was changed, swapped, added or removed, or if it is
 * another record than `expected`; it names the record where its name is known
 */
export function openRecordV1(
  stored: StoredRecord,
  open: OpenHeader,
  { expected }: OpenRecordOptions = {},
): OpenedRecord {
  let sealed: SealedParts | undefined;
  try {
    sealed = parseRecord(stored);
    return authenticated(sealed, open, expected);
  } catch (cause) {
    if (!(cause instanceof DamagedError)) throw cause;
    const name = expected ?? knownName(sealed?.parts, open) ?? clearName(stored, open);
    const what = name === null ? describePlace(stored) : describeRecord(name);
    throw recordDamaged(what, cause.message, cause);
  }
}

function authenticated(
  sealed: SealedParts,
  open: OpenHeader,
  expected: RecordName | undefined,
): OpenedRecord {
  const { parts, seal } = sealed;
  const { walletId, names } = open.header;
  const keys = keysOf(parts, open);
  const mac = recordSeal(parts, { walletId, names, keys });
  if (!sameMac(mac, seal)) throw new DamagedError("its seal does not fit");
  const context = { walletId, recordId: parts.recordId, keys };
  const name = openNames(parts, context);
  if (!isPlaceOf(parts.key, name, open, keys)) {
    throw new DamagedError("it is stored in a place that is not its own");
  }
  if (expected !== undefined && !samePlace(name, expected)) {
    throw new DamagedError("the store gave another record for it");
  }
  return new OpenedRecord(name, sealed, context);
}

function keysOf({ epoch }: RecordParts, { header, keyring }: OpenHeader): EpochKeys {
  const keys = header.epochs.includes(epoch) ? keyring.of(epoch) : null;
  if (keys !== null) return keys;
  throw new DamagedError("it was sealed with a key that the wallet does not have");
}

function openNames({ names }: RecordParts, context: SealContext): RecordName {
  return {
    domain: openText(names.domain, { name: "domain" }, context),
    access: openText(names.access, { name: "access" }, context),
  };
}

function samePlace(a: RecordKey, b: RecordKey): boolean {
  return a.domain === b.domain && a.access === b.access;
}

/** For messages: names that open are genuine, whatever else is wrong with the record. */
function knownName(parts: RecordParts | undefined, open: OpenHeader): RecordName | null {
  if (parts === undefined) return null;
  const { header: { walletId }, keyring } = open;
  const keys = keyring.of(parts.epoch);
  if (keys === null) return null;
  try {
    return openNames(parts, { walletId, recordId: parts.recordId, keys });
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}

function clearName(stored: StoredRecord, { header }: OpenHeader): RecordName | null {
  return header.names === "clear" ? stored : null;
}

function describePlace({ domain, access }: RecordKey): string {
  const part = (text: string) => text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return `the record stored under ${formatKey([part(domain), part(access)])}`;
}
