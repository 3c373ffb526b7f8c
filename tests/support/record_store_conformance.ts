/**
 * What every `RecordStore` must do, as one suite. A new kind of store is tested by
 * calling `recordStoreConformance` with a factory. What a kind can do less, its
 * `features` say; the suite then tests that it refuses that.
 *
 * @module
 */

import assert from "node:assert/strict";
import { UsageError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { backupTests } from "./record_store_backups.ts";
import { commitTests } from "./record_store_commits.ts";
import { listTests } from "./record_store_lists.ts";
import { assertRefused, held, holds, type Known } from "./record_store_known.ts";
import { raceTests } from "./record_store_races.ts";
import {
  all,
  assertHolds,
  attributes,
  contentsOf,
  fill,
  insert,
  ODD_TEXTS,
  plain,
  record,
} from "./record_store_samples.ts";

/** A fresh, empty place for a test. */
export interface Fresh extends AsyncDisposable {
  /** A store there. */
  store: RecordStore;
  /** Another store for the same place, as another process would open it. */
  again(): Promise<RecordStore>;
}

/** Declares one test of the suite. */
export type Test = (what: string, work: (fresh: Fresh) => Promise<void>) => void;

/** Declares the suite for stores that `factory` makes. */
export function recordStoreConformance(
  name: string,
  known: Known,
  factory: () => Fresh | Promise<Fresh>,
): void {
  const test: Test = (what, work) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using fresh = await factory();
      await work(fresh);
    });
  contentTests(test, known);
  orderTests(test, known);
  halvesTests(test, known);
  featureTests(test, known);
  commitTests(test);
  listTests(test, known);
  backupTests(test, known);
  raceTests(test);
  disposalTests(test);
}

function contentTests(test: Test, known: Known): void {
  test("nothing is there at first", async ({ store, again }) => {
    for (const each of [store, await again()]) {
      assert.equal(await each.header(), null);
      assert.equal(await each.get({ domain: "", access: "" }), null);
      assert.deepEqual(await all(each.list()), []);
      assert.deepEqual(await all(each.list({ domain: "" })), []);
      assert.deepEqual(await all(each.scan()), []);
      assert.deepEqual(await each.backups(), []);
      assert.ok(each.location.length > 0);
    }
  });

  test("names are kept whatever they are", async ({ store, again }) => {
    const records = ODD_TEXTS.flatMap((text) => [record(text, "x"), record("x", text)]);
    const held = records.filter((each) => holds(known, each));
    await fill(store, held);
    const other = await again();
    for (const each of held) {
      assert.deepEqual(plain((await other.get(each))!.value), plain(each));
    }
    await assertRefused(store, records.filter((each) => !holds(known, each)));
    assert.equal((await all(store.list())).length, held.length);
  });

  test("names that look alike are not mixed up", async ({ store }) => {
    const names = [
      "",
      "a",
      "A",
      "ab",
      "abc",
      "b",
      "bc",
      "é",
      "e\u0301",
      "1",
      "1:",
      "a\0",
    ];
    const records = names.flatMap((a) => names.map((b) => record(a, b, `${a}|${b}`)))
      .filter((each) => holds(known, each));
    await fill(store, records);
    for (const each of records) {
      assert.deepEqual(plain((await store.get(each))!.value), plain(each));
    }
    assert.equal(await store.get({ domain: "ab", access: "abcd" }), null);
    assert.equal(await store.get({ domain: "a%", access: "a" }), null);
  });

  const shapes: Record<string, ReturnType<typeof attributes>> = {
    "texts": attributes(),
    "nothing in any": attributes({ uid: null, pwd: null, info: null, timestamp: null }),
    "empty texts": attributes({ uid: "", pwd: "", timestamp: "" }),
    "an empty map": attributes({ info: {} }),
    "a map with odd names": attributes({
      info: new Map(ODD_TEXTS.map((name, i) => [name, `${i}`])),
    }),
    "a map with odd texts": attributes({
      info: new Map(ODD_TEXTS.map((text, i) => [`${i}`, text])),
    }),
    "a map that is not in order": attributes({
      info: new Map(["z", "a", "10", "9", "m", "1"].map((name) => [name, name])),
    }),
    "a map with halves of pairs": attributes({
      info: new Map([["\ud83d", "\udd11"], ["\udd11\ud83d", "a\ud800b"]]),
    }),
    "all of it empty": attributes({ uid: "", pwd: "", info: { "": "" }, timestamp: "" }),
  };
  for (const [what, each] of Object.entries(shapes)) {
    test(`attributes are kept: ${what}`, async ({ store, again }) => {
      const stored = { domain: "d", access: "a", attributes: held(known, each) };
      await fill(store, [stored]);
      await assertHolds(store, stored);
      await assertHolds(await again(), stored);
    });
  }

  test("attributes are kept: odd texts", async ({ store, again }) => {
    const records = ODD_TEXTS.map((text, i) => ({
      domain: "d",
      access: `${i}`,
      attributes: attributes({ uid: text, pwd: text, timestamp: text }),
    }));
    const held = records.filter((each) => holds(known, each));
    await fill(store, held);
    const other = await again();
    for (const each of held) {
      assert.deepEqual(plain((await other.get(each))!.value), plain(each));
    }
    await assertRefused(store, records.filter((each) => !holds(known, each)));
  });

  test("the caller may go on with what it gave", async ({ store }) => {
    const info = new Map([["a", "1"]]);
    const given = { domain: "d", access: "a", attributes: attributes({ info }) };
    await fill(store, [given]);
    info.set("b", "2");
    given.attributes.set("uid", "changed");
    await assertHolds(store, {
      ...given,
      attributes: attributes({ info: { a: "1" } }),
    });
  });

  test("what was read is the reader's own", async ({ store }) => {
    await fill(store, [record("d", "a")]);
    for (const found of [(await store.get(record("d", "a")))!.value]) {
      (found.attributes as Map<string, unknown>).clear();
    }
    for (const found of await all(store.list())) {
      (found.attributes.get("info") as Map<string, string>).set("x", "y");
    }
    await assertHolds(store, record("d", "a"));
  });
}

function orderTests(test: Test, { mapOrder }: Known): void {
  test(`the order of a map is ${mapOrder ? "kept" : "lost"}`, async ({ store, again }) => {
    const names = ["z", "a", "10", "9", "m", "1"];
    const info = new Map(names.map((name) => [name, name]));
    await fill(store, [{ ...record("d", "a"), attributes: attributes({ info }) }]);
    const found = (await (await again()).get(record("d", "a")))!.value;
    const kept = [...found.attributes.get("info") as Map<string, string>].map(([n]) => n);
    assert.deepEqual(
      mapOrder ? kept : kept.toSorted(),
      mapOrder ? names : names.toSorted(),
    );
  });
}

function halvesTests(test: Test, { halves }: Known): void {
  const half = record("a\ud83d", "x");
  test(`names with halves of pairs are ${halves}`, async ({ store, again }) => {
    // What such a name would become in UTF-8, which it must not be taken for.
    const replaced = record("a\ufffd", "x", "another");
    await fill(store, [replaced]);
    assert.equal(await store.get(half), null);
    assert.deepEqual(await all(store.list(half)), []);
    if (halves === "kept") {
      await fill(store, [half]);
      await assertHolds(await again(), half);
    } else {
      const before = await contentsOf(store);
      for (const each of [half, record("x", "\udd11")]) {
        await assert.rejects(fill(store, [each]), UsageError);
        if (store.features.atomicChanges === 1) continue;
        await assert.rejects(fill(store, [record("other", "one"), each]), UsageError);
      }
      assert.deepEqual(await contentsOf(store), before);
    }
    await assertHolds(store, replaced);
  });
}

function featureTests(test: Test, known: Known): void {
  test("it has a header, or says that it has none", async ({ store, again }) => {
    const header = { do: "header", header: "{}", expected: "absent" } as const;
    if (!store.features.header) {
      await assert.rejects(store.commit([insert(record("d", "a")), header]), UsageError);
      assert.equal(await store.header(), null);
      assert.equal(await store.get(record("d", "a")), null);
      return;
    }
    await store.commit([header]);
    assert.equal((await (await again()).header())!.value, "{}");
    for (const text of ODD_TEXTS.filter((text) => text !== "" || known.emptyTexts)) {
      const { version } = (await store.header())!;
      await store.commit([{ do: "header", header: text, expected: version }]);
      assert.equal((await (await again()).header())!.value, text);
    }
    assert.deepEqual(await all(store.list()), []);
  });

  test("it answers looks at the same time, as many as it says and more", async ({ store }) => {
    const { getsTogether } = store.features;
    assert.ok(Number.isInteger(getsTogether) && getsTogether >= 1, `${getsTogether}`);
    const records = Array.from(
      { length: getsTogether + 1 },
      (_, i) => record("d", `${i}`),
    );
    await fill(store, records);
    const keys = [...records, record("d", "none"), records[0]!];
    const found = await Promise.all(keys.map((key) => store.get(key)));
    const names = found.map((each) => each && each.value.access);
    assert.deepEqual(names, [...records.map(({ access }) => access), null, "0"]);
  });

  test("it holds any attribute, or says which", async ({ store }) => {
    const odd = new Map(ODD_TEXTS.map((name) => [name, name.slice(0, 5)] as const));
    const stored = { domain: "d", access: "a", attributes: held(known, odd) };
    for (const name of known.never ?? []) {
      const named = new Map([[name, "x"]]);
      await assertRefused(store, [{ ...stored, attributes: named }]);
    }
    if (store.features.attributes !== null) {
      assert.ok(store.features.attributes.length > 0);
      const more = new Map([...attributes(), ["more", "x"] as const]);
      await assert.rejects(fill(store, [{ ...stored, attributes: more }]), UsageError);
      await assert.rejects(fill(store, [stored]), UsageError);
      assert.deepEqual(await all(store.list()), []);
      return;
    }
    const none = { domain: "d", access: "none", attributes: new Map() };
    const nothing = { ...none, access: "null", attributes: new Map([["uid", null]]) };
    await fill(store, [stored, none, nothing]);
    for (const each of [stored, none, nothing]) {
      const { value } = (await store.get(each))!;
      // The order of attributes means nothing.
      assert.deepEqual(
        new Map(value.attributes),
        new Map<string, unknown>(each.attributes),
      );
    }
  });
}

function disposalTests(test: Test): void {
  test("a closed store is of no more use, and others are", async ({ store, again }) => {
    await fill(store, [record("d", "a")]);
    const other = await again();
    const list = other.list()[Symbol.asyncIterator]();
    await other[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    const uses: (() => Promise<unknown>)[] = [
      () => other.header(),
      () => other.get(record("d", "a")),
      () => all(other.list()),
      () => all(other.scan()),
      () => list.next(),
      () => other.commit([]),
      () => other.commit([insert(record("d", "b"))]),
      () => other.backup("x"),
      () => other.backups(),
      () => other.restore("x"),
    ];
    for (const use of uses) await assert.rejects(use, UsageError, String(use));
    await fill(store, [record("d", "c")]);
    assert.equal((await all((await again()).list())).length, 2);
  });
}
