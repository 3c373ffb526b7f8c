import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import { LimitError, NameTakenError, NotFoundError } from "../../../core/errors.ts";
import type { Batch } from "../../../core/stash/batch.ts";
import { openStash } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
} from "../../support/stashes.ts";
import { watched } from "../../support/watched_store.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], "3"]];

async function open(nodes = NODES) {
  const store = watched(await stashStore(nodes));
  return { store, stash: await openStash(store, PASSWORD) };
}

const saves = (store: { calls: string[] }) =>
  store.calls.filter((call) => call === "save").length;

Deno.test("batch: many changes are one save, and each sees those before", async () => {
  const { store, stash } = await open();
  const seen = await stash.batch((batch) => {
    batch.write(["x", "y"], utf8("new"));
    const removed = batch.remove(["c"]);
    batch.move(["a"], ["x", "a"]);
    batch.ensure(["e", "f"]);
    return [batch.children(), batch.children(["x"]), batch.has(["a"]), removed];
  });
  assert.deepEqual(seen, [["x", "e"], ["y", "a"], false, utf8("3")]);
  assert.equal(saves(store), 1);
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(contents(again), contents(stash));
  assert.deepEqual(
    contents(again),
    contentsOf([
      [["x", "y"], "new"],
      [["x", "a"], "1"],
      [["x", "a", "b"], "2"],
      [["e", "f"], null],
    ]),
  );
});

Deno.test("batch: until it is saved, the stash shows the old", async () => {
  const { stash } = await open();
  await stash.batch((batch) => {
    batch.write(["a"], utf8("new"));
    assert.deepEqual(stash.read(["a"]), utf8("1"));
  });
  assert.deepEqual(stash.read(["a"]), utf8("new"));
});

Deno.test("batch: one that throws changes nothing, in memory or in the store", async () => {
  const { store, stash } = await open();
  const { version } = (await store.load())!;
  const boom = new Error("boom");
  await assert.rejects(
    stash.batch((batch) => {
      batch.write(["a"], utf8("new"));
      batch.remove(["c"]);
      batch.move(["a", "b"], ["z"]);
      throw boom;
    }),
    (error) => error === boom,
  );
  assert.deepEqual(contents(stash), contentsOf(NODES));
  assert.deepEqual([(await store.load())!.version, saves(store)], [version, 0]);
  await stash.write(["after"], utf8("fine"));
  assert.deepEqual(stash.children(), ["a", "c", "after"]);
});

const FAILING: [string, (batch: Batch) => void, new (m: string) => Error][] = [
  ["remove", (batch) => batch.remove(["nope"]), NotFoundError],
  ["move from nowhere", (batch) => batch.move(["nope"], ["x"]), NotFoundError],
  ["move onto another", (batch) => batch.move(["a"], ["c"]), NameTakenError],
  ["ensure too deep", (batch) => batch.ensure(Array(82).fill("x")), LimitError],
];

for (const [what, work, expected] of FAILING) {
  Deno.test(`batch: a failing ${what} can be caught and leaves the rest as it is`, async () => {
    const { stash } = await open();
    await stash.batch((batch) => {
      batch.write(["before"], utf8("x"));
      assert.throws(() => work(batch), expected);
      batch.write(["after"], utf8("y"));
    });
    assert.deepEqual(
      contents(stash),
      contentsOf([...NODES, [["before"], "x"], [["after"], "y"]]),
    );
  });
}

Deno.test("batch: without a change nothing is saved", async () => {
  const { store, stash } = await open();
  assert.equal(await stash.batch((batch) => batch.children().length), 2);
  assert.equal(saves(store), 0);
});

Deno.test("batch: a value is copied, so that a buffer may be used again", async () => {
  const { stash } = await open([]);
  await stash.batch((batch) => {
    const buffer = new Uint8Array(1);
    for (let i = 0; i < 3; i++) {
      buffer[0] = i;
      batch.write([`${i}`], buffer);
    }
  });
  assert.deepEqual(contents(stash), [[["0"], "00"], [["1"], "01"], [["2"], "02"]]);
});

Deno.test("batch: changes made after it was committed are refused, not lost", async () => {
  const { stash } = await open();
  let late: Batch | undefined;
  await stash.batch((batch) => void (late = batch));
  assert.throws(() => late!.write(["late"], utf8("x")));
  assert.throws(() => late!.remove(["a"]));
});

Deno.test("batch: work that goes on later is refused, not half done", async () => {
  const { stash } = await open();
  await assert.rejects(stash.batch(async (batch) => {
    batch.write(["early"], utf8("x"));
    await Promise.resolve();
    try {
      batch.write(["late"], utf8("y"));
    } catch {
      // Refusing it here as well is right.
    }
  }));
  assert.deepEqual(contents(stash), contentsOf(NODES));
});

Deno.test("batch: ensure keeps values and children that are there", async () => {
  const { stash } = await open();
  await stash.batch((batch) => {
    batch.ensure(["a"]);
    batch.ensure(["c", "new"]);
    batch.ensure([]);
  });
  assert.deepEqual(contents(stash), contentsOf([...NODES, [["c", "new"], null]]));
});
