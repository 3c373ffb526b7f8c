import assert from "node:assert/strict";
import { sameBytes, utf8 } from "../../../core/bytes.ts";
import { UnavailableError } from "../../../core/errors.ts";
import { WAY_BACK_SUFFIX } from "../../../core/stash/stash.ts";
import { contents, contentsOf, PASSWORD } from "../../support/stashes.ts";
import { type Call, once } from "../../support/watched_store.ts";
import {
  assertHolds,
  assertNoWayBack,
  bytesOf,
  NEW,
  NODES,
  open,
  test,
} from "./change_password_scene.ts";

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
