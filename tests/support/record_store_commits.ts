/**
 * The part of the suite for record stores about commits: what they expect, that they
 * are done as a whole, what they refuse.
 *
 * @module
 */

import assert from "node:assert/strict";
import { subjectOf } from "../../backends/changes.ts";
import { LimitError, UsageError } from "../../core/errors.ts";
import type { RecordChange, RecordStore, Version } from "../../core/ports.ts";
import type { Test } from "./record_store_conformance.ts";
import {
  all,
  assertConflict,
  assertHolds,
  contentsOf,
  fill,
  headerVersionOf,
  insert,
  record,
  versionAt,
} from "./record_store_samples.ts";

const NEVER = "never" as Version;
const [OLD, OTHER, MISSING] = [
  record("d", "old"),
  record("d", "other"),
  record("d", "-"),
];
const key = ({ domain, access }: { domain: string; access: string }) => ({
  domain,
  access,
});

/** Declares them. */
export function commitTests(test: Test): void {
  versionTests(test);
  conflictTests(test);
  atomicTests(test);
  refusalTests(test);
}

function versionTests(test: Test): void {
  test("a version names a content, for every reader", async ({ store, again }) => {
    await fill(store, [OLD, OTHER]);
    const version = await versionAt(store, OLD);
    assert.equal(await versionAt(store, OLD), version);
    assert.equal(await versionAt(await again(), OLD), version);
    for await (const found of store.list()) {
      assert.equal(found.version, await versionAt(store, found.value));
    }
    assert.notEqual(version, await versionAt(store, OTHER));
    const changed = record("d", "old", "changed");
    await store.commit([{ do: "put", record: changed, expected: version }]);
    assert.notEqual(await versionAt(store, OLD), version);
  });

  test("a record is changed by who has seen it, and removed", async ({ store, again }) => {
    await fill(store, [OLD]);
    for (const [i, each] of [store, await again(), store].entries()) {
      const changed = record("d", "old", `${i}`);
      const expected = await versionAt(each, OLD);
      await each.commit([{ do: "put", record: changed, expected }]);
      await assertHolds(store, changed);
    }
    const expected = await versionAt(store, OLD);
    await (await again()).commit([{ do: "delete", key: key(OLD), expected }]);
    assert.equal(await store.get(OLD), null);
    assert.deepEqual(await all(store.list()), []);
    await fill(store, [OLD]);
    await assertHolds(store, OLD);
  });
}

/** Changes that do not find what they expect, each with what they are about. */
async function wrongChanges(store: RecordStore): Promise<RecordChange[]> {
  const stale = await versionAt(store, OLD);
  const now = record("d", "old", "now");
  await store.commit([{ do: "put", record: now, expected: stale }]);
  return [
    { do: "put", record: OLD, expected: "absent" },
    { do: "put", record: OLD, expected: stale },
    { do: "put", record: OLD, expected: NEVER },
    { do: "put", record: OLD, expected: await versionAt(store, OTHER) },
    { do: "put", record: MISSING, expected: stale },
    { do: "put", record: MISSING, expected: NEVER },
    { do: "delete", key: key(OLD), expected: stale },
    { do: "delete", key: key(OLD), expected: NEVER },
    { do: "delete", key: key(MISSING), expected: stale },
  ];
}

function conflictTests(test: Test): void {
  test("whoever expects something else is refused, and nothing is done", async ({ store, again }) => {
    await fill(store, [OLD, OTHER]);
    const other = await again();
    for (const wrong of await wrongChanges(store)) {
      const subject = subjectOf(wrong);
      const before = insert(record("a", "before"));
      const after = insert(record("z", "after"));
      await assertConflict(store, [wrong], [subject]);
      if (store.features.atomicChanges < 2) continue;
      await assertConflict(other, [before, wrong], [subject]);
      if (store.features.atomicChanges < 3) continue;
      await assertConflict(store, [before, wrong, after], [subject]);
    }
  });

  test("all that is not as expected is named", async ({ store }) => {
    if (store.features.atomicChanges < 3) return;
    await fill(store, [OLD, OTHER]);
    const changes: RecordChange[] = [
      insert(OLD),
      insert(record("fine", "fine")),
      { do: "delete", key: key(MISSING), expected: NEVER },
    ];
    await assertConflict(store, changes, [key(OLD), key(MISSING)]);
  });

  test("a header is changed by who has seen it", async ({ store, again }) => {
    if (!store.features.header) return;
    const other = await again();
    const header = (header: string, expected: Version | "absent") =>
      [{ do: "header", header, expected }] as const;
    await assertConflict(store, header("x", NEVER), ["header"]);
    await store.commit(header("one", "absent"));
    const stale = await headerVersionOf(store);
    await other.commit(header("two", stale));
    assert.equal((await store.header())!.value, "two");
    for (const expected of ["absent", stale, NEVER] as const) {
      await assertConflict(store, header("three", expected), ["header"]);
      if (store.features.atomicChanges < 2) continue;
      const both = [insert(record("a", "before")), ...header("three", expected)];
      await assertConflict(store, both, ["header"]);
      const all = [insert(OLD), ...header("three", expected)];
      await assertConflict(store, all, ["header"]);
    }
    await fill(store, [OLD]);
    if (store.features.atomicChanges >= 2) {
      const both = [...header("three", NEVER), insert(OLD)];
      await assertConflict(store, both, ["header", key(OLD)]);
    }
    await store.commit(header("three", await headerVersionOf(store)));
    assert.equal((await other.header())!.value, "three");
  });
}

function atomicTests(test: Test): void {
  test("a rename is one commit, with the header if there is one", async ({ store, again }) => {
    if (store.features.atomicChanges < 3) return;
    await fill(store, [OLD, OTHER]);
    const renamed = record("new", "name", "token");
    const changes: RecordChange[] = [
      { do: "delete", key: key(OLD), expected: await versionAt(store, OLD) },
      insert(renamed),
    ];
    if (store.features.header) {
      changes.push({ do: "header", header: "renamed", expected: "absent" });
    }
    await store.commit(changes);
    const other = await again();
    assert.equal(await other.get(OLD), null);
    await assertHolds(other, renamed);
    await assertHolds(other, OTHER);
    const header = (await other.header())?.value;
    assert.equal(header, store.features.header ? "renamed" : undefined);
  });

  test("no changes are no change", async ({ store, again }) => {
    await store.commit([]);
    assert.deepEqual(await all((await again()).list()), []);
    await fill(store, [OLD]);
    const before = await contentsOf(store);
    await store.commit([]);
    assert.deepEqual(await contentsOf(await again()), before);
  });

  test("it makes as many changes at once as it says", async ({ store, again }) => {
    const { atomicChanges } = store.features;
    assert.ok(atomicChanges >= 1);
    const count = Math.min(atomicChanges, 500);
    const records = Array.from({ length: count + 1 }, (_, i) => record("d", `${i}`));
    if (count === atomicChanges) {
      await assert.rejects(store.commit(records.map(insert)), LimitError);
      assert.deepEqual(await all(store.list()), []);
    }
    await store.commit(records.slice(0, count).map(insert));
    assert.equal((await all((await again()).list())).length, count);
  });
}

function refusalTests(test: Test): void {
  test("two changes of the same thing are refused, and nothing is done", async ({ store }) => {
    if (store.features.atomicChanges < 2) return;
    await fill(store, [OLD]);
    const version = await versionAt(store, OLD);
    const put: RecordChange = { do: "put", record: OLD, expected: version };
    const remove: RecordChange = { do: "delete", key: key(OLD), expected: version };
    const header: RecordChange = { do: "header", header: "x", expected: "absent" };
    const twice: RecordChange[][] = [
      [put, put],
      [put, remove],
      [remove, put],
      [remove, insert(OLD)],
      [insert(OTHER), insert(record("d", "other", "x"))],
      [header, header],
    ];
    const before = await contentsOf(store);
    for (const changes of twice) {
      await assert.rejects(store.commit(changes), UsageError);
      assert.deepEqual(await contentsOf(store), before);
    }
  });
}
