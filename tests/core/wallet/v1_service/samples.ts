/**
 * Wallets of format v1 with something in them, and hands that write into their stores
 * past the wallet.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { MemoryPlace } from "../../../../backends/memory.ts";
import type { RecordStore, StoredRecord, Versioned } from "../../../../core/ports.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import type { OpenedRecord } from "../../../../core/wallet/v1/opened_record.ts";
import { type Unlocked } from "../../../../core/wallet/v1/unlocked.ts";
import { unlockHeader } from "../../../../core/wallet/v1/unlock.ts";
import type { RecordName, Wallet } from "../../../../core/wallet/wallet.ts";
import { collected, PASSWORD } from "../../../support/wallets.ts";

/** The names of the records that `fill` makes. */
export const NAMES: readonly RecordName[] = [
  { domain: "bank", access: "card" },
  { domain: "bank", access: "web" },
  { domain: "mail", access: "work" },
];

/** The uid that `fill` gives a record. */
export function uidOf({ domain, access }: RecordName): string {
  return `uid of ${domain}/${access}`;
}

/** Makes the records of `NAMES`. */
export async function fill(wallet: Wallet): Promise<void> {
  for (const name of NAMES) {
    await wallet.set(name, { uid: uidOf(name), info: new Map([["PIN", "1234"]]) });
  }
}

/** Names and uids of everything, to be compared. */
export async function contentsOf(
  wallet: Wallet,
): Promise<[string, string, string | null][]> {
  const records = await collected(wallet.records());
  return records.map(({ domain, access, uid }) => [domain, access, uid]);
}

/** What `contentsOf` gives after `fill`. */
export const FILLED = NAMES.map((name) => [name.domain, name.access, uidOf(name)]);

/** The keys and the header of the wallet in `store`. */
export async function unlockedFrom(
  store: RecordStore,
  password = PASSWORD,
): Promise<Unlocked> {
  const header = await store.header();
  assert.ok(header !== null);
  return await unlockHeader(parseHeader(header.value), { password });
}

/** A record of the store, and what is in it. */
export interface Stored {
  stored: Versioned<StoredRecord>;
  record: OpenedRecord;
}

/** All records of the store, opened. */
export async function storedRecords(store: RecordStore): Promise<Stored[]> {
  using unlocked = await unlockedFrom(store);
  const records = await collected(store.scan());
  return records.map((stored) => ({
    stored,
    record: openRecordV1(stored.value, unlocked.open),
  }));
}

/** The record of this name in the store. */
export async function storedRecord(
  store: RecordStore,
  { domain, access }: RecordName,
): Promise<Versioned<StoredRecord>> {
  const found = (await storedRecords(store)).find(({ record }) =>
    record.domain === domain && record.access === access
  );
  assert.ok(found !== undefined, "there is no such record");
  return found.stored;
}

/** Puts a record where it says, whatever is there. */
export function plant(place: MemoryPlace, record: StoredRecord): void {
  place.content.put(record);
}

/** All that the store sees, as one text. */
export async function allText(store: RecordStore): Promise<string> {
  const records = await collected(store.scan());
  const text = (value: unknown): unknown =>
    value instanceof Map ? [...value].map(text) : value;
  return JSON.stringify([
    (await store.header())?.value,
    records.map((
      { value },
    ) => [
      value.domain,
      value.access,
      [...value.attributes].map(([n, v]) => [n, text(v)]),
    ]),
  ]);
}
