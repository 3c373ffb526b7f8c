/**
 * Many records by their keys, with as few requests as the store allows.
 *
 * @module
 */

import type { RecordKey, RecordStore, StoredRecord, Versioned } from "../ports.ts";

/** From how many keys on one pass over all records is quicker than a look at each. */
const MANY = 32;

type Found = Versioned<StoredRecord> | null;

/** Gives what is at a key. */
export type Look = (key: RecordKey) => Found | Promise<Found>;

/**
 * Looks at any of `keys`: all together where the store answers so, in one pass over
 * everything where there are many and it reads everything for each, else one by one when
 * they are asked for.
 */
export async function lookUp(
  store: RecordStore,
  keys: readonly RecordKey[],
): Promise<Look> {
  if (store.features.getsTogether > 1) return lookIn(await together(store, keys));
  if (keys.length < MANY) return (key) => store.get(key);
  const wanted = new Set(keys.map(keyText));
  const there = new Map<string, Versioned<StoredRecord>>();
  for await (const each of store.scan()) {
    const text = keyText(each.value);
    if (wanted.has(text)) there.set(text, each);
  }
  return lookIn(there);
}

async function together(
  store: RecordStore,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<string, Versioned<StoredRecord>>> {
  const there = new Map<string, Versioned<StoredRecord>>();
  const size = store.features.getsTogether;
  for (let at = 0; at < keys.length; at += size) {
    const part = keys.slice(at, at + size);
    for (const found of await Promise.all(part.map((key) => store.get(key)))) {
      if (found !== null) there.set(keyText(found.value), found);
    }
  }
  return there;
}

function lookIn(there: ReadonlyMap<string, Versioned<StoredRecord>>): Look {
  return (key) => there.get(keyText(key)) ?? null;
}

/** One text for each key. */
function keyText({ domain, access }: RecordKey): string {
  return JSON.stringify([domain, access]);
}
