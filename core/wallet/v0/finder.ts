/**
 * Records by name, one or many.
 *
 * @module
 */

import type { RecordStore, StoredRecord, Versioned } from "../../ports.ts";
import type { RecordName } from "../wallet.ts";

/** From how many names on one pass over all records is quicker than looking up each. */
const MANY = 32;

/** Looks up records; for many of them in one pass, since a file is read whole each time. */
export async function finder(
  store: RecordStore,
  count: number,
): Promise<(name: RecordName) => Promise<Versioned<StoredRecord> | null>> {
  if (count < MANY) return (name) => store.get(name);
  const all = new Map<string, Versioned<StoredRecord>>();
  for await (const found of store.scan()) all.set(nameKey(found.value), found);
  return (name) => Promise.resolve(all.get(nameKey(name)) ?? null);
}

/** One text for each pair of names. */
export function nameKey({ domain, access }: RecordName): string {
  return JSON.stringify([domain, access]);
}
