import assert from "node:assert/strict";
import { sameBytes, toHex, utf8 } from "../../../core/bytes.ts";
import { NONCE_LENGTH } from "../../../core/crypto/secretbox.ts";
import {
  LimitError,
  NameTakenError,
  NotFoundError,
  UsageError,
} from "../../../core/errors.ts";
import type { BlobStore } from "../../../core/ports.ts";
import { parseEnvelope } from "../../../core/stash/envelope.ts";
import { MAX_DEPTH, SSTASH_DEPTH } from "../../../core/stash/inner.ts";
import { openStash } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
} from "../../support/stashes.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c", "d"], "3"], [["e"], null]];

async function fileOf(store: BlobStore): Promise<string> {
  return toHex((await store.load())!.bytes);
}

Deno.test("stash: every commit has a nonce of its own", async () => {
  const store = await stashStore(NODES);
  using stash = await openStash(store, PASSWORD);
  const nonces = new Set<string>();
  for (let i = 1; i <= 5; i++) {
    await stash.write(["a"], utf8("1"));
    const { sealed } = parseEnvelope((await store.load())!.bytes);
    nonces.add(toHex(sealed.subarray(0, NONCE_LENGTH)));
    assert.equal(nonces.size, i);
  }
});

Deno.test("stash: read gives a copy, write keeps one", async () => {
  using stash = await openStash(await stashStore(NODES), PASSWORD);
  stash.read(["a"]).fill(0);
  assert.deepEqual(stash.read(["a"]), utf8("1"));
  const mine = utf8("mine");
  await stash.write(["m"], mine);
  mine.fill(0);
  assert.deepEqual(stash.read(["m"]), utf8("mine"));
});

Deno.test("stash: write takes its copy when it is called, not when its turn comes", async () => {
  using stash = await openStash(await stashStore([]), PASSWORD);
  const [buffer, key] = [new Uint8Array(1), ["k", ""]];
  const writes = [];
  for (let i = 0; i < 3; i++) {
    buffer[0] = i;
    key[1] = `${i}`;
    writes.push(stash.write(key, buffer));
  }
  await Promise.all(writes);
  assert.deepEqual(contents(stash).slice(1), [
    [["k", "0"], "00"],
    [["k", "1"], "01"],
    [["k", "2"], "02"],
  ]);
});

Deno.test("stash: entries are in file order, from any key on", async () => {
  using stash = await openStash(await stashStore(NODES), PASSWORD);
  assert.deepEqual(contents(stash), contentsOf(NODES));
  const below = [...stash.entries(["a"])].map(({ key }) => key);
  assert.deepEqual(below, [["a", "b"]]);
  assert.throws(() => stash.entries(["x"]), NotFoundError);
});

Deno.test("stash: has sees nodes with and without a value, and the root", async () => {
  using stash = await openStash(await stashStore(NODES), PASSWORD);
  const keys = [[], ["a"], ["c"], ["e"], ["x"], ["a", "b", "c"]];
  assert.deepEqual(keys.map((key) => stash.has(key)), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("stash: remove gives the value or null, and all below goes too", async () => {
  const store = await stashStore(NODES);
  using stash = await openStash(store, PASSWORD);
  assert.deepEqual(await stash.remove(["a"]), utf8("1"));
  assert.equal(stash.has(["a", "b"]), false);
  assert.equal(await stash.remove(["c"]), null);
  assert.equal(await stash.remove(["e"]), null);
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(again.children(), []);
});

Deno.test("stash: move keeps what is below, and is refused onto another", async () => {
  const store = await stashStore(NODES);
  using stash = await openStash(store, PASSWORD);
  await stash.move(["a"], ["c", "x"]);
  assert.deepEqual(stash.read(["c", "x", "b"]), utf8("2"));
  const before = await fileOf(store);
  await assert.rejects(stash.move(["c", "x"], ["e"]), NameTakenError);
  await assert.rejects(stash.move(["c"], ["c", "x", "y"]), UsageError);
  await assert.rejects(stash.move(["nope"], ["y"]), NotFoundError);
  assert.equal(await fileOf(store), before);
});

const sstashKey = Array.from({ length: SSTASH_DEPTH }, () => "x");

Deno.test("stash: keys that sstash cannot open are refused unless asked for", async () => {
  const store = await stashStore([[["a", "b"], "1"]]);
  using stash = await openStash(store, PASSWORD);
  await stash.write(sstashKey, utf8("81"));
  const before = await fileOf(store);
  await assert.rejects(stash.write([...sstashKey, "y"], utf8("82")), LimitError);
  await assert.rejects(stash.move(["a"], sstashKey.slice(1).concat("y")), LimitError);
  await assert.rejects(
    stash.batch((batch) => batch.ensure([...sstashKey, "y"])),
    LimitError,
  );
  assert.equal(await fileOf(store), before);
  await stash.move(["a"], sstashKey.slice(2).concat("y"));
});

Deno.test("stash: beyondSstash takes keys up to the limit, and they open again", async () => {
  const store = await stashStore([]);
  const deepest = Array.from({ length: MAX_DEPTH }, (_, i) => `${i}`);
  {
    using stash = await openStash(store, PASSWORD, { beyondSstash: true });
    await stash.write(deepest, utf8("deep"));
    await assert.rejects(stash.write([...deepest, "x"], utf8("no")), LimitError);
    await assert.rejects(stash.move(deepest.slice(0, 1), ["x", "y"]), LimitError);
  }
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(again.read(deepest), utf8("deep"));
  await again.write(["z"], utf8("beside the deep one"));
});

Deno.test("stash: many writes cost no more than their number", async () => {
  const store = await stashStore([]);
  using stash = await openStash(store, PASSWORD);
  await stash.batch((batch) => {
    for (let i = 0; i < 5000; i++) batch.write(["k", `${i}`], utf8(`${i}`));
  });
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(
    again.children(["k"]),
    Array.from({ length: 5000 }, (_, i) => `${i}`),
  );
  assert.ok(sameBytes(again.read(["k", "4999"]), utf8("4999")));
});
