/**
 * Where records and their entries are kept: under keyed hashes of their names
 * (docs/format_v1.md, sections 9.1 and 9.2).
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../../base64url.ts";
import { sameMac } from "../../crypto/hmac.ts";
import type { RecordKey } from "../../ports.ts";
import { type Field, textBytes, withEncoding } from "./encoding.ts";
import type { EpochKeys } from "./epoch_keys.ts";
import { type Label, LABELS } from "./labels.ts";
import type { OpenHeader } from "./open_header.ts";

/** A record's names in the clear. */
export interface RecordName {
  readonly domain: string;
  readonly access: string;
}

/** The 32 bytes that stand for a domain. */
export function domainHash(
  domain: string,
  walletId: Uint8Array,
  keys: EpochKeys,
): Uint8Array<ArrayBuffer> {
  return indexed(LABELS.indexDomain, walletId, [domain], keys);
}

/** The 32 bytes that stand for an access in its domain. */
export function accessHash(
  { domain, access }: RecordName,
  walletId: Uint8Array,
  keys: EpochKeys,
): Uint8Array<ArrayBuffer> {
  return indexed(LABELS.indexAccess, walletId, [domain, access], keys);
}

/** The 32 bytes that stand for the name of an info entry in its record. */
export function infoHash(
  name: string,
  { walletId, recordId }: { walletId: Uint8Array; recordId: Uint8Array },
  keys: EpochKeys,
): Uint8Array<ArrayBuffer> {
  return indexed(LABELS.indexInfo, walletId, [recordId, name], keys);
}

function indexed(
  label: Label,
  walletId: Uint8Array,
  fields: readonly Field[],
  { indexMac }: EpochKeys,
): Uint8Array<ArrayBuffer> {
  return withEncoding({ label, walletId, fields }, (encoded) => indexMac.of(encoded));
}

/**
 * Where a record is kept under the keys of one epoch.
 *
 * @throws {UsageError} if a name holds half of a surrogate pair: no record has it
 */
export function placeOf(
  name: RecordName,
  { header }: OpenHeader,
  keys: EpochKeys,
): RecordKey {
  const { domain, access } = name;
  if (header.names === "clear") {
    [domain, access].forEach(textBytes);
    return { domain, access };
  }
  return {
    domain: domainPlace(domain, header.walletId, keys),
    access: toBase64Url(accessHash(name, header.walletId, keys)),
  };
}

/**
 * Whether `key` is where a record is kept under the keys of one epoch. It compares hashes,
 * of which `placeOf` would make text first.
 */
export function isPlaceOf(
  key: RecordKey,
  name: RecordName,
  { header: { names, walletId } }: OpenHeader,
  keys: EpochKeys,
): boolean {
  const { domain, access } = name;
  if (names === "clear") return key.domain === domain && key.access === access;
  return key.domain === domainPlace(domain, walletId, keys) &&
    sameMac(fromBase64Url(key.access), accessHash(name, walletId, keys));
}

/** The last domain that was hashed with each key: stores give records domain by domain. */
const lastDomains = new WeakMap<EpochKeys, { domain: string; place: string }>();

function domainPlace(domain: string, walletId: Uint8Array, keys: EpochKeys): string {
  const last = lastDomains.get(keys);
  if (last?.domain === domain) return last.place;
  const place = toBase64Url(domainHash(domain, walletId, keys));
  lastDomains.set(keys, { domain, place });
  return place;
}

/**
 * Where a record can be, the newest place first: two while the wallet key is being renewed
 * and names are sealed. Look in all of them, and find all of them free before adding.
 *
 * @throws {UsageError} as `placeOf`
 */
export function placesOf(name: RecordName, open: OpenHeader): RecordKey[] {
  return epochsToTry(open).map((keys) => placeOf(name, open, keys));
}

/**
 * What the records of a domain are kept under, as `placesOf`.
 *
 * @throws {UsageError} as `placeOf`
 */
export function domainPlacesOf(domain: string, open: OpenHeader): string[] {
  return placesOf({ domain, access: "" }, open).map((place) => place.domain);
}

function epochsToTry({ header, keyring }: OpenHeader): EpochKeys[] {
  if (header.names === "clear") return [keyring.newest];
  return header.epochs.toReversed().map((epoch) => keyring.of(epoch)!);
}
