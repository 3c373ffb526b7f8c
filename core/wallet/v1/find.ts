/**
 * Finds records by their names, in whatever place the keys in use have for them.
 *
 * @module
 */

import type { RecordStore } from "../../ports.ts";
import { type Look, lookUp } from "../look_up.ts";
import type { Found } from "./edit.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { parseRecord } from "./parse_record.ts";
import { placesOf, type RecordName } from "./place.ts";

/** Gives the record of a name, or `null`. */
export type Finder = (name: RecordName) => Promise<Found | null>;

/**
 * The record of this name, or `null`. One look at the store, two while the wallet key is
 * being renewed.
 *
 * @throws {DamagedError} if what is there is not genuine, or another record
 * @throws {UsageError} if a name holds half of a surrogate pair: no record has it
 */
export async function findRecord(
  store: RecordStore,
  open: OpenHeader,
  name: RecordName,
): Promise<Found | null> {
  return await find(name, open, (place) => store.get(place));
}

/** As `findRecord`, for any of `names`, with as few requests as the store allows. */
export async function finderOf(
  store: RecordStore,
  open: OpenHeader,
  names: readonly RecordName[],
): Promise<Finder> {
  const look = await lookUp(store, names.flatMap((name) => placesOf(name, open)));
  return (name) => find(name, open, look);
}

async function find(
  name: RecordName,
  open: OpenHeader,
  look: Look,
): Promise<Found | null> {
  for (const place of placesOf(name, open)) {
    const found = await look(place);
    if (found === null) continue;
    const record = openRecordV1(found.value, open, { expected: name });
    return { record, parts: parseRecord(found.value).parts, version: found.version };
  }
  return null;
}
