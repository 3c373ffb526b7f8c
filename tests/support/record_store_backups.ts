/**
 * The part of the suite for record stores about backups.
 *
 * @module
 */

import assert from "node:assert/strict";
import { ConflictError, NotFoundError, UsageError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Test } from "./record_store_conformance.ts";
import { holds, type Known } from "./record_store_known.ts";
import {
  all,
  attributes,
  commitAll,
  contentsOf,
  fill,
  headerVersionOf,
  insert,
  ODD_TEXTS,
  record,
  versionAt,
} from "./record_store_samples.ts";

const BEFORE_RESTORE = "before restore";

/** Declares them. */
export function backupTests(test: Test, known: Known): void {
  restoreTests(test, known);
  labelTests(test);
}

/** Records of every shape and, where there can be one, a header. */
async function start(store: RecordStore, known: Known): Promise<void> {
  const odd = ODD_TEXTS.map((text, i) => ({
    domain: text,
    access: `${i}`,
    attributes: attributes({ uid: text, pwd: null, info: new Map([[text, text]]) }),
  }));
  await fill(store, odd.filter((each) => holds(known, each)));
  if (!store.features.header) return;
  await store.commit([{ do: "header", header: "first", expected: "absent" }]);
}

/** Changes, removes and adds something of each kind. */
async function change(store: RecordStore): Promise<void> {
  const [changed, removed] = [record("10", "5"), { domain: " ", access: "1" }];
  await commitAll(store, [
    { do: "put", record: changed, expected: await versionAt(store, changed) },
    { do: "delete", key: removed, expected: await versionAt(store, removed) },
    insert(record("new", "new")),
  ]);
  if (!store.features.header) return;
  const expected = await headerVersionOf(store);
  await store.commit([{ do: "header", header: "second", expected }]);
}

function restoreTests(test: Test, known: Known): void {
  test("a backup brings everything back, and the way back is kept", async ({ store, again }) => {
    await start(store, known);
    const first = await contentsOf(store);
    const { id } = await store.backup("the first");
    assert.deepEqual(await contentsOf(store), first);
    await change(store);
    const second = await contentsOf(store);
    assert.notDeepEqual(second, first);
    const other = await again();
    await other.restore(id);
    assert.deepEqual(await contentsOf(store), first);
    assert.deepEqual(await contentsOf(await again()), first);
    const backups = await store.backups();
    assert.deepEqual(backups.map(({ label }) => label), ["the first", BEFORE_RESTORE]);
    await store.restore(backups[1]!.id);
    assert.deepEqual(await contentsOf(other), second);
    assert.equal((await other.backups()).length, 3);
  });

  test("after a restore, versions are those of the contents", async ({ store, again }) => {
    await fill(store, [record("d", "a", "one")]);
    const [one, other] = [await versionAt(store, record("d", "a")), await again()];
    const { id } = await store.backup("one");
    const two = record("d", "a", "two");
    await store.commit([{ do: "put", record: two, expected: one }]);
    const stale = await versionAt(store, two);
    await other.restore(id);
    const three = record("d", "a", "three");
    const changes = [{ do: "put", record: three, expected: stale }] as const;
    await assert.rejects(store.commit(changes), ConflictError);
    await store.commit([{ ...changes[0], expected: one }]);
    assert.equal((await all(other.list())).length, 1);
  });

  test("nothing at all can be backed up, and restored", async ({ store, again }) => {
    const { id } = await store.backup("nothing");
    await start(store, known);
    await (await again()).restore(id);
    assert.equal(await store.header(), null);
    assert.deepEqual(await all(store.list()), []);
    await fill(store, [record("d", "a")]);
  });

  test("a backup that there is not is not restored", async ({ store }) => {
    await fill(store, [record("d", "a")]);
    const { id } = await store.backup("x");
    const before = await contentsOf(store);
    for (const none of ["", "x", "..", `../${id}`, `./${id}`, `${id}x`, id.slice(1)]) {
      await assert.rejects(store.restore(none), NotFoundError);
    }
    assert.deepEqual(await contentsOf(store), before);
    assert.equal((await store.backups()).length, 1);
  });
}

function labelTests(test: Test): void {
  test("backups are listed oldest first, with their labels", async ({ store, again }) => {
    const labels = [
      "",
      "before reconf",
      "a-b--c-",
      "../../x",
      "100%",
      "%2F",
      "ü 漢字 🔑",
      "two\nlines\0",
      "CON",
      "x-000000000000000000000000",
      "x",
      "x",
    ];
    await fill(store, [record("d", "a")]);
    const made = [];
    for (const label of labels) made.push(await store.backup(label));
    const listed = await (await again()).backups();
    assert.deepEqual(listed, made);
    assert.deepEqual(listed.map(({ label }) => label), labels);
    assert.equal(new Set(listed.map(({ id }) => id)).size, labels.length);
    for (const { made } of listed) assert.equal(new Date(made).toISOString(), made);
  });

  test("a label that cannot be kept is refused, or kept", async ({ store }) => {
    for (const label of ["a\ud800", "x".repeat(5000)]) {
      const before = await store.backups();
      try {
        const backup = await store.backup(label);
        assert.equal(backup.label, label);
        assert.deepEqual(await store.backups(), [...before, backup]);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        assert.deepEqual(await store.backups(), before);
      }
    }
  });
}
