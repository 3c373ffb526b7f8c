import assert from "node:assert/strict";
import { sameBytes, utf8 } from "../../../core/bytes.ts";
import { UnavailableError } from "../../../core/errors.ts";
import type { BlobStore } from "../../../core/ports.ts";
import { openStash, WAY_BACK_SUFFIX } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
  withCheapDerivation,
} from "../../support/stashes.ts";
import { type Call, once, type Watch, watched } from "../../support/watched_store.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], null]];
const NEW = "a new password";

/** A test in which no derivation is dear. */
function test(name: string, work: () => Promise<void>): void {
  Deno.test(`change password: ${name}`, () => withCheapDerivation(work));
}

/** A stash whose store a test can step into, and that store beneath. */
async function open(watch: Watch) {
  const inner = await stashStore(NODES);
  const old = await bytesOf(inner);
  return { inner, old, stash: await openStash(watched(inner, watch), PASSWORD) };
}

async function bytesOf(store: BlobStore): Promise<Uint8Array> {
  return (await store.load())!.bytes;
}

async function assertHolds(store: BlobStore, password: string, nodes: Nodes) {
  using stash = await openStash(store, password);
  assert.deepEqual(contents(stash), contentsOf(nodes));
}

async function assertNoWayBack(store: BlobStore): Promise<void> {
  assert.equal(await store.sibling(WAY_BACK_SUFFIX).load(), null);
}

const isMainSave = ({ name, suffix }: Call) => name === "save" && suffix === "";

test("what reads back damaged is replaced by the old file", async () => {
  const spoil = once(() => true);
  const { inner, old, stash } = await open({
    saving: (bytes, call) =>
      isMainSave(call) && spoil() === true ? bytes.with(-9, bytes.at(-9)! ^ 1) : bytes,
  });
  await assert.rejects(stash.changePassword(NEW), UnavailableError);
  assert.ok(sameBytes(await bytesOf(inner), old));
  await assertHolds(inner, PASSWORD, NODES);
});

test("after such a failure, the stash works on, and may try again", async () => {
  const spoil = once(() => true);
  const { inner, stash } = await open({
    saving: (bytes, call) => isMainSave(call) && spoil() ? bytes.slice(1) : bytes,
  });
  await assert.rejects(stash.changePassword(NEW), UnavailableError);
  await stash.write(["x"], utf8("y"));
  await assertHolds(inner, PASSWORD, [...NODES, [["x"], "y"]]);
  await stash.changePassword(NEW);
  await assertHolds(inner, NEW, [...NODES, [["x"], "y"]]);
  await assertNoWayBack(inner);
});

test("if even putting it back fails, the copy is still there", async () => {
  let saves = 0;
  const { inner, old, stash } = await open({
    saving: (bytes, call) => isMainSave(call) ? bytes.slice(1) : bytes,
    before: (call) => {
      if (isMainSave(call) && ++saves > 1) throw new UnavailableError("disk gone");
    },
  });
  await assert.rejects(stash.changePassword(NEW), UnavailableError);
  assert.ok(sameBytes(await bytesOf(inner.sibling(WAY_BACK_SUFFIX)), old));
});

test("a save that fails leaves the old file and no copy", async () => {
  const { inner, old, stash } = await open({
    before: (call) => {
      if (isMainSave(call)) throw new UnavailableError("disk full");
    },
  });
  await assert.rejects(stash.changePassword(NEW), UnavailableError);
  assert.ok(sameBytes(await bytesOf(inner), old));
  await assertNoWayBack(inner);
  assert.deepEqual(contents(stash), contentsOf(NODES));
});
test("whichever byte is damaged on its way, the old file is not lost", async () => {
  let length = Infinity;
  for (let at = 0; at < length; at++) {
    const spoil = once(() => true);
    const { inner, old, stash } = await open({
      saving: (bytes, call) => {
        if (!isMainSave(call) || !spoil()) return bytes;
        length = bytes.length;
        return bytes.with(at, bytes[at]! ^ 1);
      },
    });
    await assert.rejects(stash.changePassword(NEW), `byte ${at}`);
    const places = [inner, inner.sibling(WAY_BACK_SUFFIX)];
    const loaded = await Promise.all(places.map((place) => place.load()));
    assert.ok(
      loaded.some((blob) => blob !== null && sameBytes(blob.bytes, old)),
      `the old file is gone: byte ${at}`,
    );
  }
});
