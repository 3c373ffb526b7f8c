/**
 * The part of the suite for record stores about several writers at once.
 *
 * @module
 */

import fc from "fast-check";
import assert from "node:assert/strict";
import { memoryRecordStore } from "../../backends/memory.ts";
import { ConflictError } from "../../core/errors.ts";
import type { Expected, RecordChange, RecordStore, Version } from "../../core/ports.ts";
import type { Test } from "./record_store_conformance.ts";
import {
  all,
  assertHolds,
  contentsOf,
  fill,
  insert,
  keysOf,
  record,
  versionAt,
} from "./record_store_samples.ts";

const WRITERS = 8;

/** Declares them. */
export function raceTests(test: Test): void {
  test("eight who write eight records at once all succeed", async (fresh) => {
    const stores = await twoHandles(fresh);
    await Promise.all(
      numbers(WRITERS).map(async (writer) => {
        for (const i of numbers(3)) {
          await stores[writer % 2]!.commit([insert(record(`${writer}`, `${i}`))]);
        }
      }),
    );
    const expected = numbers(WRITERS).flatMap((w) =>
      numbers(3).map((i) => [`${w}`, `${i}`])
    );
    for (const store of stores) {
      assert.deepEqual(keysOf(await all(store.list())), expected);
    }
  });

  test("eight who change record and header at once lose nothing", async (fresh) => {
    const { header, atomicChanges } = fresh.store.features;
    if (!header || atomicChanges < 2) return;
    const stores = await twoHandles(fresh);
    const names = numbers(WRITERS).map((writer) => `${writer}`);
    await Promise.all(names.map((name, i) => addCounted(stores[i % 2]!, name)));
    assert.equal((await fresh.store.header())!.value, `${WRITERS}`);
    assert.deepEqual(
      keysOf(await all(fresh.store.list())),
      names.map((name) => ["d", name]),
    );
  });

  test("of eight who change one record at once, one succeeds", async (fresh) => {
    const stores = await twoHandles(fresh);
    await fill(fresh.store, [record("d", "a", "first")]);
    const expected = await versionAt(fresh.store, record("d", "a"));
    const changes = numbers(WRITERS).map((i): RecordChange[] =>
      i % 4 === 3 ? [{ do: "delete", key: { domain: "d", access: "a" }, expected }] : [
        { do: "put", record: record("d", "a", `${i}`), expected },
        ...(fresh.store.features.atomicChanges < 2 ? [] : [insert(record("d", `b${i}`))]),
      ]
    );
    const results = await Promise.allSettled(
      changes.map((each, i) => stores[i % 2]!.commit(each)),
    );
    const winners = numbers(WRITERS).filter((i) => results[i]!.status === "fulfilled");
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      assert.ok(result.reason instanceof ConflictError, String(result.reason));
      assert.deepEqual(result.reason.subjects, [{ domain: "d", access: "a" }]);
    }
    assert.equal(winners.length, 1);
    const winner = winners[0]!;
    if (winner % 4 === 3) {
      assert.deepEqual(await all(fresh.store.list()), []);
    } else {
      await assertHolds(fresh.store, record("d", "a", `${winner}`));
      const expected = fresh.store.features.atomicChanges < 2 ? 1 : 2;
      assert.equal((await all(fresh.store.list())).length, expected);
    }
  });

  test("backups made while others write are each of one moment", async (fresh) => {
    if (fresh.store.features.atomicChanges < 2) return;
    const [writer, other] = await twoHandles(fresh);
    const pair = (uid: string) => [record("d", "a", uid), record("z", "z", uid)];
    await fill(writer!, pair("0"));
    const writing = (async () => {
      for (const i of numbers(6)) await replaceAll(writer!, pair(`${i + 1}`));
    })();
    const made = await Promise.all([other!.backup("1"), other!.backup("2")]);
    await writing;
    for (const { id } of made) {
      await other!.restore(id);
      const uids = (await all(other!.list())).map((each) => each.attributes.get("uid"));
      assert.equal(uids.length, 2);
      assert.equal(uids[0], uids[1]);
    }
  });

  test("it does what the reference does", async ({ store, again }) => {
    const [reference, stores] = [memoryRecordStore(), [store, await again()]];
    for (const [i, change] of fc.sample(step, { numRuns: 150, seed: 7 }).entries()) {
      const [ours, theirs] = [
        await applied(stores[i % 2]!, change),
        await applied(reference, change),
      ];
      assert.equal(ours, theirs, `step ${i}`);
    }
    assert.deepEqual(await contentsOf(store), await contentsOf(reference));
    assert.ok((await all(store.list())).length > 0);
  });
}

async function twoHandles(
  { store, again }: { store: RecordStore; again(): Promise<RecordStore> },
): Promise<RecordStore[]> {
  return [store, await again()];
}

/** Adds a record and counts it in the header, again and again until nobody is quicker. */
async function addCounted(store: RecordStore, name: string): Promise<void> {
  for (;;) {
    const header = await store.header();
    const count = Number(header?.value ?? 0) + 1;
    const expected = header?.version ?? "absent";
    try {
      return await store.commit([
        insert(record("d", name)),
        { do: "header", header: `${count}`, expected },
      ]);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      assert.deepEqual(error.subjects, ["header"]);
    }
  }
}

async function replaceAll(
  store: RecordStore,
  records: readonly ReturnType<typeof record>[],
): Promise<void> {
  const changes: RecordChange[] = [];
  for (const each of records) {
    changes.push({ do: "put", record: each, expected: await versionAt(store, each) });
  }
  await store.commit(changes);
}

interface Step {
  access: string;
  uid: string | null;
  /** Whether it expects what is there, or something else. */
  right: boolean;
}

const step = fc.record<Step>({
  access: fc.constantFrom("a", "b", "c", "10", "2", "__proto__"),
  uid: fc.option(fc.constantFrom("0", "1", "2"), { freq: 4 }),
  right: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
});

/** Puts or removes, and says what came of it. */
async function applied(
  store: RecordStore,
  { access, uid, right }: Step,
): Promise<string> {
  const key = { domain: "d", access };
  const found = await store.get(key);
  const expected: Expected = right ? found?.version ?? "absent" : "none" as Version;
  if (uid === null && expected === "absent") return "nothing to remove";
  try {
    await store.commit([
      uid === null
        ? { do: "delete", key, expected: expected as Version }
        : { do: "put", record: record("d", access, uid), expected },
    ]);
    return "done";
  } catch (error) {
    return error instanceof ConflictError ? "conflict" : String(error);
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
