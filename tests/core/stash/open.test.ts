import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { toHex, utf8 } from "../../../core/bytes.ts";
import {
  AuthenticationError,
  ExistsError,
  LimitError,
  NotFoundError,
  UsageError,
} from "../../../core/errors.ts";
import { createStash, openStash } from "../../../core/stash/stash.ts";
import { vectorBytes } from "../../support/sstash_vectors.ts";
import {
  contents,
  type Nodes,
  PASSWORD,
  stashStore,
  withCheapDerivation,
} from "../../support/stashes.ts";
import { watched } from "../../support/watched_store.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c", "d"], "3"], [["e"], null]];

Deno.test("stash: made, written, opened again: the same", async () => {
  await withCheapDerivation(async () => {
    const store = memoryBlobStore();
    using made = await createStash(store, PASSWORD);
    await made.write(["mail", "work"], utf8("hunter2"));
    await made.write(["mail"], new Uint8Array());
    using stash = await openStash(store, PASSWORD);
    assert.deepEqual(stash.read(["mail", "work"]), utf8("hunter2"));
    assert.deepEqual(stash.read(["mail"]), new Uint8Array());
    assert.deepEqual(contents(stash), contents(made));
  });
});

Deno.test("stash: a new one has the parameters of the format", async () => {
  using stash = await createStash(memoryBlobStore(), PASSWORD, { iterations: 220_000 });
  const { hash, salt, iterations } = stash.parameters;
  assert.deepEqual([hash, salt.length, iterations], ["sha512", 32, 220_000]);
  assert.deepEqual(stash.children(), []);
  await withCheapDerivation(async () => {
    using standard = await createStash(memoryBlobStore(), PASSWORD);
    assert.equal(standard.parameters.iterations, 2 ** 18);
    assert.notDeepEqual(standard.parameters.salt, salt);
  });
});

Deno.test("stash: iterations outside the range are refused, and nothing is made", async () => {
  for (const iterations of [0, 1, 219_999, 10_000_001, 300_000.5, NaN, Infinity, -1]) {
    const store = memoryBlobStore();
    await assert.rejects(createStash(store, PASSWORD, { iterations }), LimitError);
    assert.equal(await store.load(), null);
  }
});

Deno.test("stash: what is there already is not overwritten", async () => {
  const store = await stashStore(NODES);
  const before = toHex((await store.load())!.bytes);
  await assert.rejects(createStash(store, PASSWORD), ExistsError);
  assert.equal(toHex((await store.load())!.bytes), before);
});

Deno.test("stash: of two that make it at once, one is refused", async () => {
  await withCheapDerivation(async () => {
    const inner = memoryBlobStore();
    const store = watched(inner, {
      // The other one comes after the look and before the save.
      before: ({ name }) => name === "save" && createStash(inner, "theirs"),
    });
    await assert.rejects(createStash(store, PASSWORD), ExistsError);
    using theirs = await openStash(inner, "theirs");
    assert.deepEqual(theirs.children(), []);
  });
});

Deno.test("stash: opening where there is none makes none", async () => {
  const store = memoryBlobStore();
  await assert.rejects(openStash(store, PASSWORD), NotFoundError);
  assert.equal(await store.load(), null);
});

Deno.test("stash: a wrong password is refused, also one that differs by a space", async () => {
  const store = await stashStore(NODES);
  for (const wrong of ["", " " + PASSWORD, PASSWORD + " ", PASSWORD.toUpperCase(), "x"]) {
    await assert.rejects(openStash(store, wrong), AuthenticationError, wrong);
  }
});

Deno.test("stash: a password of half a surrogate pair is refused", async () => {
  await assert.rejects(openStash(await stashStore([]), "x\ud800"), UsageError);
  const store = memoryBlobStore();
  await assert.rejects(createStash(store, "\udc00"), UsageError);
  assert.equal(await store.load(), null);
});

Deno.test("stash: an empty password opens what was made with one", async () => {
  const store = memoryBlobStore();
  await store.save(vectorBytes("value_and_children.stash"), "absent");
  using stash = await openStash(store, "");
  assert.ok(stash.children().length > 0);
});

Deno.test("stash: passwords are not normalised", async () => {
  const store = await stashStore(NODES, { password: "é" });
  await assert.rejects(openStash(store, "e\u0301"), AuthenticationError);
  using _stash = await openStash(store, "é");
});

Deno.test("stash: a password source is asked once, and not for what cannot open", async () => {
  let asked = 0;
  const source = () => {
    asked++;
    return Promise.resolve(PASSWORD);
  };
  await assert.rejects(openStash(memoryBlobStore(), source), NotFoundError);
  const dear = await stashStore([], { iterations: 20 });
  await assert.rejects(openStash(dear, source, { maxIterations: 19 }), LimitError);
  assert.equal(asked, 0);
  using _stash = await openStash(await stashStore(NODES), source);
  assert.equal(asked, 1);
});

Deno.test("stash: maxIterations bounds what a file may ask for, either way", async () => {
  const store = await stashStore(NODES, { iterations: 20 });
  await assert.rejects(openStash(store, PASSWORD, { maxIterations: 19 }), LimitError);
  using _stash = await openStash(store, PASSWORD, { maxIterations: 20 });
  await withCheapDerivation(async () => {
    const dear = await stashStore(NODES, { iterations: 10_000_001 });
    await assert.rejects(openStash(dear, PASSWORD), LimitError);
    using stash = await openStash(dear, PASSWORD, { maxIterations: 20_000_000 });
    assert.equal(stash.parameters.iterations, 10_000_001);
  });
});

Deno.test("stash: opening derives one key and loads once, reading does neither", async () => {
  const store = watched(await stashStore(NODES));
  await withCheapDerivation(async (count) => {
    using stash = await openStash(store, PASSWORD);
    assert.deepEqual([count.derivations, store.calls], [1, ["load"]]);
    for (let i = 0; i < 3; i++) {
      stash.read(["a"]);
      stash.has(["a"]);
      stash.children(["a"]);
      [...stash.entries()];
    }
    assert.deepEqual([count.derivations, store.calls], [1, ["load"]]);
    await stash.write(["x"], utf8("y"));
    await stash.remove(["x"]);
    assert.deepEqual([count.derivations, store.calls], [1, ["load", "save", "save"]]);
  });
});

Deno.test("stash: parameters of a file stay when it is written again", async () => {
  const store = await stashStore(NODES, { hash: "SHA3-256", iterations: 7 });
  {
    using stash = await openStash(store, PASSWORD);
    await stash.write(["x"], utf8("y"));
  }
  const text = new TextDecoder().decode((await store.load())!.bytes);
  assert.match(text, /^\{"hash": "SHA3-256", "salt": "000102.*", "iterations": 7, /);
  using again = await openStash(store, PASSWORD);
  assert.deepEqual(again.read(["x"]), utf8("y"));
});
