/**
 * Records for the tests of record stores, and what is compared of them.
 *
 * @module
 */

import assert from "node:assert/strict";
import type {
  Attribute,
  RecordChange,
  RecordKey,
  RecordStore,
  StoredRecord,
  Version,
  Versioned,
} from "../../core/ports.ts";
import { ConflictError, type ConflictSubject } from "../../core/errors.ts";

/** Names and texts that something is likely to mangle. */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  "__proto__",
  "constructor",
  "toString",
  "10",
  "2",
  "-1",
  "null",
  'quote " backslash \\ slash /',
  "it's; DROP TABLE access_secrets; --",
  "%_*?[x]",
  "two\nlines\r\n",
  "tab\tbell\x07escape\x1b[31m",
  "zero\0inside",
  "\0",
  "\x7f\x80\x9f",
  "\u2028\u2029\ufeff",
  "\u200f\u05e9\u05dc\u05d5\u05dd\u202e",
  "e\u0301",
  "\u00e9",
  "🔑👩‍👩‍👧",
  "\uff5a",
  "\ue000\uffff\u{10ffff}",
  "漢字 キー",
  "x".repeat(300_000),
];

/** Attributes as every kind of store can hold them, format v0's. */
export function attributes(
  { uid = "token of uid", pwd = "token of pwd", info = {}, timestamp = "2024-01-02" }: {
    uid?: string | null;
    pwd?: string | null;
    info?: Record<string, string> | ReadonlyMap<string, string> | null;
    timestamp?: string | null;
  } = {},
): Map<string, Attribute> {
  const map = info === null || info instanceof Map ? info : new Map(Object.entries(info));
  return new Map<string, Attribute>([
    ["uid", uid],
    ["pwd", pwd],
    ["info", map as Attribute],
    ["timestamp", timestamp],
  ]);
}

/** A record of which only the key and the uid matter. */
export function record(domain: string, access: string, uid = "token"): StoredRecord {
  return { domain, access, attributes: attributes({ uid }) };
}

/** A change that puts a record where none is expected. */
export function insert(record: StoredRecord): RecordChange {
  return { do: "put", record, expected: "absent" };
}

/** Puts records where none are, in as few commits as the store takes. */
export async function fill(
  store: RecordStore,
  records: readonly StoredRecord[],
): Promise<void> {
  await commitAll(store, records.map(insert));
}

/** Makes changes in as few commits as the store takes. */
export async function commitAll(
  store: RecordStore,
  changes: readonly RecordChange[],
): Promise<void> {
  const { atomicChanges } = store.features;
  for (let at = 0; at < changes.length; at += atomicChanges) {
    await store.commit(changes.slice(at, at + atomicChanges));
  }
}

/** The version of what must be there. */
export async function versionAt(store: RecordStore, key: RecordKey): Promise<Version> {
  const found = await store.get(key);
  assert.ok(found !== null, "there is no record");
  return found.version;
}

/** The version of the header that must be there. */
export async function headerVersionOf(store: RecordStore): Promise<Version> {
  const found = await store.header();
  assert.ok(found !== null, "there is no header");
  return found.version;
}

/** All that an iteration gives. */
export async function all<T>(items: AsyncIterable<Versioned<T>>): Promise<T[]> {
  const values: T[] = [];
  for await (const { value } of items) values.push(value);
  return values;
}

/** The names of records, to be compared. */
export function keysOf(records: readonly RecordKey[]): [string, string][] {
  return records.map(({ domain, access }) => [domain, access]);
}

/** Everything in a store, to be compared. */
export async function contentsOf(store: RecordStore): Promise<unknown> {
  return {
    header: (await store.header())?.value ?? null,
    records: (await all(store.list())).map(plain),
  };
}

/** A record whose maps are in order, since not every engine keeps theirs. */
export function plain({ domain, access, attributes }: StoredRecord): unknown {
  const entries = [...attributes].map(([name, value]) => [
    name,
    value instanceof Map ? { entries: [...value].sort(byName) } : value,
  ]);
  return { domain, access, attributes: new Map(entries as [string, unknown][]) };
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

/** Checks that a record is there, exactly, however it is looked for. */
export async function assertHolds(
  store: RecordStore,
  expected: StoredRecord,
): Promise<void> {
  const found = await store.get(expected);
  assert.ok(found !== null, "the record is not there");
  assert.deepEqual(plain(found.value), plain(expected));
  for (const list of [store.list(), store.list(expected), store.scan()]) {
    const same = (await all(list)).filter(({ domain, access }) =>
      domain === expected.domain && access === expected.access
    );
    assert.deepEqual(same.map(plain), [plain(expected)]);
  }
}

/** Checks that a commit conflicts about exactly this, and that nothing of it is done. */
export async function assertConflict(
  store: RecordStore,
  changes: readonly RecordChange[],
  subjects: readonly ConflictSubject[],
): Promise<void> {
  const before = await contentsOf(store);
  await assert.rejects(store.commit(changes), (error) => {
    assert.ok(error instanceof ConflictError, String(error));
    assert.deepEqual(error.subjects, subjects);
    return true;
  });
  assert.deepEqual(await contentsOf(store), before);
}
