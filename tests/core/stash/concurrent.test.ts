import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { toHex, utf8 } from "../../../core/bytes.ts";
import { ConflictError, NotFoundError } from "../../../core/errors.ts";
import type { BlobStore } from "../../../core/ports.ts";
import { openStash } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  sealedFile,
  stashStore,
} from "../../support/stashes.ts";
import { once, watched } from "../../support/watched_store.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], "3"], [["d"], null]];

/** Two stashes open on one store: each has seen nothing of the other's changes. */
async function two(nodes: Nodes = NODES) {
  const store = await stashStore(nodes);
  const open = () => openStash(store, PASSWORD);
  return { store, mine: await open(), theirs: await open(), open };
}

async function stored(store: BlobStore): Promise<[readonly string[], string | null][]> {
  using stash = await openStash(store, PASSWORD);
  return contents(stash);
}

const versionOf = async (store: BlobStore) => (await store.load())!.version;

Deno.test("concurrent: writes on one stash that nobody waits for all land", async () => {
  const { store, mine } = await two([]);
  const keys = Array.from({ length: 25 }, (_, i) => [`${i}`]);
  await Promise.all(keys.map((key) => mine.write(key, utf8(key[0]!))));
  const expected = contentsOf(keys.map((key) => [key, key[0]!]));
  assert.deepEqual(contents(mine), expected);
  assert.deepEqual(await stored(store), expected);
});

Deno.test("concurrent: changes on one stash run in the order of the calls", async () => {
  const { store, mine } = await two([]);
  await Promise.all([
    mine.write(["a"], utf8("1")),
    mine.move(["a"], ["b"]),
    mine.write(["a"], utf8("2")),
    mine.remove(["b"]),
    mine.write(["a"], utf8("3")),
  ]);
  assert.deepEqual(await stored(store), contentsOf([[["a"], "3"]]));
});

Deno.test("concurrent: one change that fails does not hold up the next", async () => {
  const { store, mine } = await two([]);
  const results = await Promise.allSettled([
    mine.write(["a"], utf8("1")),
    mine.remove(["nope"]),
    mine.write(["b"], utf8("2")),
  ]);
  assert.deepEqual(results.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  assert.deepEqual(await stored(store), contentsOf([[["a"], "1"], [["b"], "2"]]));
});

Deno.test("concurrent: after a conflict, refresh shows theirs and the change goes", async () => {
  const { store, mine, theirs } = await two();
  await theirs.write(["c"], utf8("theirs"));
  await assert.rejects(mine.write(["c"], utf8("mine")), ConflictError);
  await mine.refresh();
  assert.deepEqual(mine.read(["c"]), utf8("theirs"));
  await mine.write(["c"], utf8("mine"));
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(again.read(["c"]), utf8("mine"));
});

Deno.test("concurrent: a change that lands shows the other's changes too", async () => {
  const { mine, theirs } = await two();
  await theirs.write(["x"], utf8("theirs"));
  assert.equal(mine.has(["x"]), false);
  await mine.write(["y"], utf8("mine"));
  assert.deepEqual(mine.read(["x"]), utf8("theirs"));
});

Deno.test("concurrent: others may be quicker again and again", async () => {
  const inner = await stashStore([]);
  using theirs = await openStash(inner, PASSWORD);
  let rounds = 0;
  const store = watched(inner, {
    before: ({ name }) =>
      name === "save" && ++rounds <= 20 && theirs.write([`${rounds}`], utf8("theirs")),
  });
  using mine = await openStash(store, PASSWORD);
  await mine.write(["mine"], utf8("mine"));
  assert.equal(rounds, 21);
  assert.equal(mine.children().length, 21);
});

Deno.test("concurrent: a conflict in a later round is found as well", async () => {
  const inner = await stashStore([]);
  using theirs = await openStash(inner, PASSWORD);
  let rounds = 0;
  const store = watched(inner, {
    before: ({ name }) =>
      name === "save" && ++rounds <= 3 &&
      theirs.write([rounds === 3 ? "mine" : `${rounds}`], utf8("theirs")),
  });
  using mine = await openStash(store, PASSWORD);
  await assert.rejects(mine.write(["mine"], utf8("mine")), ConflictError);
  assert.deepEqual(theirs.read(["mine"]), utf8("theirs"));
});

Deno.test("concurrent: remove gives the value it removed, also after a retry", async () => {
  const { mine, theirs } = await two();
  await theirs.write(["x"], utf8("theirs"));
  assert.deepEqual(await mine.remove(["a"]), utf8("1"));
});

Deno.test("concurrent: a store that always says conflict ends in an error", async () => {
  const store = watched(await stashStore([]), {
    before: ({ name }) => {
      if (name === "save") throw new ConflictError("always");
    },
  });
  using stash = await openStash(store, PASSWORD);
  await assert.rejects(stash.write(["a"], utf8("1")), ConflictError);
});

Deno.test("concurrent: a stash that was removed meanwhile is not made anew", async () => {
  const { store, mine } = await two();
  await store.remove(await versionOf(store));
  await assert.rejects(mine.write(["a"], utf8("x")), NotFoundError);
  assert.equal(await store.load(), null);
});

Deno.test("concurrent: a file under another password is not overwritten", async () => {
  const { store, mine } = await two();
  const file = await sealedFile([[["theirs"], "x"]], { password: "another" });
  await store.save(file, await versionOf(store));
  await assert.rejects(mine.write(["a"], utf8("x")), ConflictError);
  assert.equal(toHex((await store.load())!.bytes), toHex(file));
});

Deno.test("concurrent: an older copy put back is seen as what it is", async () => {
  const store = memoryBlobStore();
  const old = await sealedFile(NODES);
  let version = await store.save(old, "absent");
  using mine = await openStash(store, PASSWORD);
  await mine.write(["c"], utf8("mine"));
  version = await store.save(old, await versionOf(store));
  await assert.rejects(mine.write(["c"], utf8("again")), ConflictError);
  assert.equal(await versionOf(store), version);
});

Deno.test("concurrent: a save that fails leaves the stash as it was", async () => {
  const boom = new Error("boom");
  const fail = once(() => {
    throw boom;
  });
  const store = watched(await stashStore(NODES), {
    before: ({ name }) => name === "save" ? fail() : undefined,
  });
  using stash = await openStash(store, PASSWORD);
  await assert.rejects(stash.write(["c"], utf8("new")), (error) => error === boom);
  assert.deepEqual(contents(stash), contentsOf(NODES));
  await stash.write(["c"], utf8("new"));
  assert.deepEqual(stash.read(["c"]), utf8("new"));
});
