/**
 * What every `BlobStore` must do, as one suite. A new kind of store is tested by
 * calling `blobStoreConformance` with a factory.
 *
 * @module
 */

import assert from "node:assert/strict";
import { sameBytes, utf8 } from "../../core/bytes.ts";
import { ConflictError, LimitError } from "../../core/errors.ts";
import type { BlobStore, Version } from "../../core/ports.ts";

/** A fresh, empty place for a test. */
export interface Fresh extends AsyncDisposable {
  /** A store there. */
  store: BlobStore;
  /** Another store for the same place, as another process would open it. */
  again(): BlobStore;
}

/** More at once than a runtime has threads for waiting. */
const CROWD = 40;
const MEBIBYTE = 1 << 20;

/** Declares the suite for stores that `factory` makes, and that hold so many bytes. */
export function blobStoreConformance(
  name: string,
  factory: () => Fresh | Promise<Fresh>,
  longest: number = Infinity,
): void {
  const test = (what: string, work: (fresh: Fresh) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using fresh = await factory();
      await work(fresh);
    });

  test("nothing is there at first", async ({ store, again }) => {
    assert.equal(await store.load(), null);
    assert.equal(await again().load(), null);
    assert.ok(store.location.length > 0);
  });

  for (const length of [0, 1, 1000, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 5_000_001]) {
    if (length > longest) {
      test(`${length} bytes are refused`, async ({ store }) => {
        await assert.rejects(store.save(patterned(length), "absent"), LimitError);
        assert.equal(await store.load(), null);
      });
      continue;
    }
    test(`${length} bytes are saved and loaded`, async ({ store, again }) => {
      const bytes = patterned(length);
      const version = await store.save(bytes, "absent");
      await assertHolds(store, bytes, version);
      await assertHolds(again(), bytes, version);
    });
  }

  test("content is replaced as a whole, by longer and by shorter", async ({ store }) => {
    let version = await store.save(utf8("middle"), "absent");
    for (const text of ["something longer", "short", ""]) {
      version = await store.save(utf8(text), version);
      await assertHolds(store, utf8(text), version);
    }
  });

  saveConditions(test);
  removal(test);
  siblings(test);
  ownership(test);
  races(test);
}

type Test = (what: string, work: (fresh: Fresh) => Promise<void>) => void;

function saveConditions(test: Test): void {
  test("a save where something is already is refused", async ({ store, again }) => {
    const version = await store.save(utf8("first"), "absent");
    for (const each of [store, again()]) {
      await assert.rejects(each.save(utf8("second"), "absent"), ConflictError);
    }
    await assertHolds(store, utf8("first"), version);
  });

  test("a save of an old version is refused", async ({ store, again }) => {
    const old = await store.save(utf8("first"), "absent");
    const version = await again().save(utf8("second"), old);
    for (const each of [store, again()]) {
      await assert.rejects(each.save(utf8("third"), old), ConflictError);
    }
    await assertHolds(store, utf8("second"), version);
  });

  test("a save of a version where nothing is is refused", async ({ store }) => {
    const version = await store.save(utf8("first"), "absent");
    await store.remove(version);
    await assert.rejects(store.save(utf8("second"), version), ConflictError);
    assert.equal(await store.load(), null);
  });

  test("a version that never was is refused", async ({ store }) => {
    const never = "never" as Version;
    await assert.rejects(store.save(utf8("x"), never), ConflictError);
    const version = await store.save(utf8("first"), "absent");
    await assert.rejects(store.save(utf8("x"), never), ConflictError);
    await assertHolds(store, utf8("first"), version);
  });

  test("other content has another version, and loading changes none", async ({ store }) => {
    const first = await store.save(utf8("first"), "absent");
    assert.equal((await store.load())!.version, first);
    assert.equal((await store.load())!.version, first);
    const second = await store.save(utf8("second"), first);
    assert.notEqual(second, first);
    assert.notEqual(second, "absent");
  });
}

function removal(test: Test): void {
  test("what is removed is gone, and may be made again", async ({ store, again }) => {
    const version = await store.save(utf8("first"), "absent");
    await store.remove(version);
    assert.equal(await again().load(), null);
    const anew = await again().save(utf8("anew"), "absent");
    await assertHolds(store, utf8("anew"), anew);
  });

  test("a removal of another version or of nothing is refused", async ({ store }) => {
    const old = await store.save(utf8("first"), "absent");
    const version = await store.save(utf8("second"), old);
    await assert.rejects(store.remove(old), ConflictError);
    await assertHolds(store, utf8("second"), version);
    await store.remove(version);
    await assert.rejects(store.remove(version), ConflictError);
  });
}

function siblings(test: Test): void {
  test("a sibling is a place of its own", async ({ store, again }) => {
    const sibling = store.sibling(".copy");
    assert.equal(await sibling.load(), null);
    const version = await store.save(utf8("the one"), "absent");
    assert.equal(await sibling.load(), null);
    const other = await sibling.save(utf8("the other"), "absent");
    await assertHolds(store, utf8("the one"), version);
    await assertHolds(again().sibling(".copy"), utf8("the other"), other);
    assert.equal(await store.sibling(".copy").sibling(".copy").load(), null);
    assert.equal(await store.sibling(".other").load(), null);
    await store.remove(version);
    await assertHolds(sibling, utf8("the other"), other);
    await sibling.remove(other);
    assert.notEqual(sibling.location, store.location);
  });
}

function ownership(test: Test): void {
  test("the caller may use its buffer again after a save", async ({ store }) => {
    const bytes = utf8("mine");
    const version = await store.save(bytes, "absent");
    bytes.fill(0);
    await assertHolds(store, utf8("mine"), version);
  });

  test("what was loaded is the caller's own", async ({ store }) => {
    const version = await store.save(utf8("mine"), "absent");
    (await store.load())!.bytes.fill(0);
    await assertHolds(store, utf8("mine"), version);
  });

  test("a view into a larger buffer is saved as what it shows", async ({ store }) => {
    const version = await store.save(utf8("..mine..").subarray(2, 6), "absent");
    await assertHolds(store, utf8("mine"), version);
  });
}

function races(test: Test): void {
  test("of many that save at once, exactly one wins, each round", async (fresh) => {
    const stores = [fresh.store, fresh.again()];
    let expected: Version | "absent" = "absent";
    for (let round = 0; round < 3; round++) {
      const contents = Array.from({ length: CROWD }, (_, i) => utf8(`${round} ${i}`));
      const winner = await onlyWinner(contents.map((bytes, i) => {
        return stores[i % 2]!.save(bytes, expected);
      }));
      expected = winner.value;
      await assertHolds(fresh.store, contents[winner.at]!, expected);
    }
  });

  test("of many that save and remove at once, exactly one wins", async (fresh) => {
    const version = await fresh.store.save(utf8("first"), "absent");
    const stores = [fresh.store, fresh.again()];
    const attempts = Array.from(
      { length: 10 },
      (_, i) =>
        i % 3 === 0
          ? stores[i % 2]!.remove(version)
          : stores[i % 2]!.save(utf8(`${i}`), version),
    );
    const { at } = await onlyWinner<unknown>(attempts);
    const left = await fresh.store.load();
    if (at % 3 === 0) assert.equal(left, null);
    else assert.deepEqual(left!.bytes, utf8(`${at}`));
  });

  test("who loads while others save sees one content or the other", async (fresh) => {
    const contents = [patterned(200_000), patterned(300_000).fill(7)];
    let version = await fresh.store.save(contents[0]!, "absent");
    const reader = fresh.again();
    for (let i = 1; i <= 6; i++) {
      const save = fresh.store.save(contents[i % 2]!, version);
      for (const blob of await Promise.all([reader.load(), reader.load()])) {
        assert.ok(contents.some((bytes) => sameBytes(bytes, blob!.bytes)));
      }
      version = await save;
    }
  });

  test("siblings are saved at once without a conflict", async ({ store, again }) => {
    const suffixes = Array.from({ length: CROWD }, (_, i) => `.${i}`);
    await Promise.all(
      suffixes.map((suffix) => store.sibling(suffix).save(utf8(suffix), "absent")),
    );
    for (const suffix of suffixes) {
      assert.deepEqual((await again().sibling(suffix).load())!.bytes, utf8(suffix));
    }
  });
}

async function onlyWinner<T>(
  attempts: Promise<T>[],
): Promise<{ at: number; value: T }> {
  const results = await Promise.allSettled(attempts);
  const winners = results.flatMap((result, at) => {
    if (result.status === "fulfilled") return [{ at, value: result.value }];
    assert.ok(result.reason instanceof ConflictError, String(result.reason));
    return [];
  });
  assert.equal(winners.length, 1);
  return winners[0]!;
}

async function assertHolds(
  store: BlobStore,
  bytes: Uint8Array,
  version: Version,
): Promise<void> {
  const blob = await store.load();
  assert.ok(blob !== null);
  assert.equal(blob.bytes.length, bytes.length);
  assert.ok(sameBytes(blob.bytes, bytes));
  assert.equal(blob.version, version);
}

function patterned(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = i * 31 + (i >> 8);
  return bytes;
}
