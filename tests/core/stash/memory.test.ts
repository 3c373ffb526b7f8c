/** How much memory a stash takes for what it holds: large arrays are counted, not bytes. */

import assert from "node:assert/strict";
import { LimitError } from "../../../core/errors.ts";
import { newFile, takeEnvelope } from "../../../core/stash/envelope.ts";
import { openStash } from "../../../core/stash/stash.ts";
import { openTree, sealTree } from "../../../core/stash/unlock.ts";
import { counted, PASSWORD, stashStore, treeOf } from "../../support/stashes.ts";

const MIB = 1 << 20;
/** What is done piece by piece takes less at a time. */
const LARGE = MIB / 4;
const KEY = new Uint8Array(32);
const PARAMETERS = { hash: "sha512", salt: new Uint8Array(32), iterations: 1 };
const VALUE = Uint8Array.from({ length: MIB }, (_, i) => i * 7);

/** What `work` gives, and the lengths of the large arrays made on the way, in MiB. */
async function watchingArrays<T>(work: () => T | Promise<T>): Promise<[T, number[]]> {
  const Original = globalThis.Uint8Array;
  const { slice } = Original.prototype;
  const lengths: number[] = [];
  const note = (length: unknown) => {
    if (typeof length === "number" && length >= LARGE) {
      lengths.push(Math.round(10 * length / MIB) / 10);
    }
  };
  globalThis.Uint8Array = new Proxy(Original, {
    construct(target, args) {
      note(args[0]);
      return Reflect.construct(target, args);
    },
  });
  Original.prototype.slice = function (...range) {
    const copy = slice.apply(this, range);
    note(copy.length);
    return copy;
  };
  try {
    return [await work(), lengths];
  } finally {
    globalThis.Uint8Array = Original;
    Original.prototype.slice = slice;
  }
}

Deno.test("memory: a value is sealed in one array, that of the file", async () => {
  const tree = treeOf([[["a"], VALUE]]);
  const [file, lengths] = await watchingArrays(() =>
    sealTree(KEY, PARAMETERS, tree, counted)
  );
  assert.deepEqual(lengths, [4]);
  assert.ok(file.buffer.byteLength - file.length < 4);
});

Deno.test("memory: a value is opened in the file's memory, which is given back", async () => {
  const file = sealTree(KEY, PARAMETERS, treeOf([[["a"], VALUE]]), counted);
  const { buffer } = file;
  const [tree, lengths] = await watchingArrays(() => {
    const { sealed } = takeEnvelope(file);
    assert.equal(sealed.buffer, buffer);
    return openTree(KEY, sealed);
  });
  assert.deepEqual(lengths, [1]);
  assert.ok(buffer.detached);
  assert.deepEqual(tree.children.get("a")!.value, VALUE);
});

Deno.test("memory: what is written is copied once; what is read, once more", async () => {
  const store = await stashStore([]);
  using stash = await openStash(store, PASSWORD);
  // The store in memory copies, too: files do not.
  const copies = 4;
  const [, written] = await watchingArrays(() => stash.write(["a"], VALUE));
  assert.deepEqual(written.filter((length) => length !== copies), [1]);
  const [, read] = await watchingArrays(() => stash.read(["a"]));
  assert.deepEqual(read, [1]);
});

Deno.test("memory: a file of more than 4 GiB is refused before room is made for it", async () => {
  const [, lengths] = await watchingArrays(() =>
    assert.throws(() => newFile(PARAMETERS, 2 ** 31), (error: Error) => {
      assert.ok(error instanceof LimitError);
      assert.match(error.message, /4 GiB/);
      return true;
    })
  );
  assert.deepEqual(lengths, []);
});
