/**
 * The part of the suite for record stores about lists: their order, that they are
 * whole, and that others may write meanwhile.
 *
 * @module
 */

import fc from "fast-check";
import assert from "node:assert/strict";
import type { RecordChange, RecordKey } from "../../core/ports.ts";
import type { Test } from "./record_store_conformance.ts";
import { holds, type Known } from "./record_store_known.ts";
import {
  all,
  attributes,
  commitAll,
  fill,
  insert,
  keysOf,
  plain,
  record,
  versionAt,
} from "./record_store_samples.ts";

/** In order, as Python sorts them: by code points, not by UTF-16 units. */
const ORDERED = [
  "",
  "\0",
  " ",
  "10",
  "2",
  "A",
  "Z",
  "a",
  "a\0",
  "a a",
  "aa",
  "ab",
  "é",
  "\ud7ff",
  "\ue000",
  "\uff5a",
  "\uffff",
  "\u{10000}",
  "😀",
  "😀\ud7ff",
  "😁",
  "\u{10ffff}",
];
/** Several times as much as a store reads at once, in number and in size. */
const MANY = 1200;
const LARGE = 400_000;

/** Declares them. */
export function listTests(test: Test, known: Known): void {
  orderTests(test, known);
  pageTests(test);
  meanwhileTests(test);
}

function orderTests(test: Test, known: Known): void {
  test("a list is in code-point order of domain, then access", async ({ store }) => {
    const records = ORDERED.flatMap((a) => ORDERED.map((b) => record(a, b)))
      .filter((each) => holds(known, each));
    await fill(store, shuffled(records));
    assert.deepEqual(keysOf(await all(store.list())), keysOf(records));
    const scanned = await all(store.scan());
    assert.equal(scanned.length, records.length);
    assert.deepEqual(new Set(scanned.map(joined)), new Set(records.map(joined)));
  });

  test("a list of one domain has that domain alone, in order", async ({ store }) => {
    const domains = ["", "a", "A", "a ", "a\0", "aa", "ab", "b", "a%", "%", "_"];
    const records = domains.flatMap((a) => ["", "10", "2", "a"].map((b) => record(a, b)))
      .filter((each) => holds(known, each));
    await fill(store, shuffled(records));
    for (const domain of domains) {
      const expected = keysOf(records.filter((each) => each.domain === domain));
      assert.deepEqual(keysOf(await all(store.list({ domain }))), expected);
    }
    for (const domain of ["a_", "c", "aaa", "__proto__"]) {
      assert.deepEqual(await all(store.list({ domain })), []);
    }
  });
}

function pageTests(test: Test): void {
  test("a long list is whole and in order", async ({ store, again }) => {
    const records = Array.from({ length: MANY }, (_, i) => {
      return record(`${i % 2}`, `${i}`.padStart(5, "0"), `token ${i}`);
    });
    await fill(store, shuffled(records));
    const ordered = [0, 1].flatMap((odd) => records.filter((_, i) => i % 2 === odd));
    const other = await again();
    assert.deepEqual((await all(other.list())).map(plain), ordered.map(plain));
    assert.deepEqual(
      keysOf(await all(other.list({ domain: "1" }))),
      keysOf(ordered.slice(MANY / 2)),
    );
    assert.equal(new Set((await all(other.scan())).map(joined)).size, MANY);
  });

  test("a list of large records is whole and in order", async ({ store }) => {
    const records = Array.from({ length: 8 }, (_, i) => ({
      ...record("d", `${i}`),
      attributes: attributes({ pwd: `${i}`.repeat(LARGE) }),
    }));
    await fill(store, records);
    assert.deepEqual((await all(store.list())).map(plain), records.map(plain));
  });
}

function meanwhileTests(test: Test): void {
  test("others may write while a list is read", async ({ store, again }) => {
    const records = Array.from({ length: MANY }, (_, i) => {
      return record("d", `${i}`.padStart(5, "0"));
    });
    await fill(store, records);
    const other = await again();
    const seen: RecordKey[] = [];
    for await (const { value } of store.list()) {
      seen.push(value);
      if (seen.length % 400 !== 100) continue;
      const [last, early] = [records.at(-seen.length)!, records[seen.length - 50]!];
      const changes: RecordChange[] = [
        { do: "delete", key: last, expected: await versionAt(other, last) },
        insert(record("d", `${early.access} more`)),
        insert(record("e", `${seen.length}`)),
      ];
      await commitAll(other, changes);
    }
    assert.deepEqual(seen.map(joined), seen.map(joined).sort());
    assert.equal(new Set(seen.map(joined)).size, seen.length);
    const left = new Set((await all(store.list())).map(joined));
    const kept = records.filter((each) => left.has(joined(each)));
    assert.ok(kept.length === MANY - 3, `${kept.length} are left`);
    const saw = new Set(seen.map(joined));
    assert.ok(kept.every((each) => saw.has(joined(each))));
  });

  test("a list that is left half-way keeps nobody from writing", async ({ store, again }) => {
    await fill(store, [record("d", "1"), record("d", "2"), record("d", "3")]);
    const other = await again();
    for await (const _ of other.list()) break;
    const halfWay = other.list()[Symbol.asyncIterator]();
    await halfWay.next();
    await fill(store, [record("d", "4")]);
    assert.equal((await all(other.list())).length, 4);
    await halfWay.return?.();
  });
}

function joined({ domain, access }: RecordKey): string {
  return JSON.stringify([domain, access]);
}

/** In another order, but the same each time. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = fc.sample(fc.double({ noNaN: true }), { seed: 1, numRuns: items.length });
  return items.map((item, i) => ({ item, at: order[i]! }))
    .sort((a, b) => a.at - b.at).map(({ item }) => item);
}
