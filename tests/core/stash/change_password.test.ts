import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { sameBytes, toHex, utf8 } from "../../../core/bytes.ts";
import {
  AuthenticationError,
  ConflictError,
  LimitError,
  UnavailableError,
  UsageError,
} from "../../../core/errors.ts";
import {
  type ChangePasswordOptions,
  openStash,
  WAY_BACK_SUFFIX,
} from "../../../core/stash/stash.ts";
import { PASSWORD, sealedFile, stashStore } from "../../support/stashes.ts";
import { once } from "../../support/watched_store.ts";
import {
  assertHolds,
  assertNoWayBack,
  bytesOf,
  NEW,
  NODES,
  open,
  test,
} from "./change_password_scene.ts";

test("the new one opens, the old one does not, the tree is the same", async () => {
  const { inner, stash } = await open();
  const before = stash.parameters;
  await stash.changePassword(NEW);
  await assertHolds(inner, NEW, NODES);
  await assert.rejects(openStash(inner, PASSWORD), AuthenticationError);
  await assertNoWayBack(inner);
  const { hash, salt, iterations } = stash.parameters;
  assert.deepEqual([hash, salt.length, iterations], ["sha512", 32, 2 ** 18]);
  assert.notDeepEqual(salt, before.salt);
});

test("the stash goes on working under the new one", async () => {
  const { inner, stash } = await open();
  await stash.changePassword(NEW);
  assert.deepEqual(stash.read(["a"]), utf8("1"));
  await stash.write(["x"], utf8("y"));
  await stash.changePassword(NEW + NEW);
  await stash.refresh();
  await assertHolds(inner, NEW + NEW, [...NODES, [["x"], "y"]]);
});

const COSTS: [has: number, options: ChangePasswordOptions, becomes: number][] = [
  [1, {}, 2 ** 18],
  [2 ** 18, {}, 2 ** 18],
  [400_000, {}, 400_000],
  [400_000, { iterations: 220_000 }, 220_000],
  [1, { iterations: 10_000_000 }, 10_000_000],
];

for (const [has, options, becomes] of COSTS) {
  test(`${has} iterations, asked for ${options.iterations}: ${becomes}`, async () => {
    const store = await stashStore(NODES, { iterations: has });
    using stash = await openStash(store, PASSWORD);
    await stash.changePassword(NEW, options);
    assert.equal(stash.parameters.iterations, becomes);
    await assertHolds(store, NEW, NODES);
  });
}

test("iterations out of range, or no password, change nothing", async () => {
  const { inner, stash } = await open();
  const before = await bytesOf(inner);
  for (const iterations of [0, 219_999, 10_000_001, 1.5, NaN]) {
    await assert.rejects(stash.changePassword(NEW, { iterations }), LimitError);
  }
  await assert.rejects(stash.changePassword("\ud800"), UsageError);
  assert.ok(sameBytes(await bytesOf(inner), before));
});

test("a copy of the old file stands by until the new one has been read", async () => {
  const seen: string[] = [];
  const { inner, store, stash } = await open({
    before: async ({ name, suffix }) => {
      if (seen.length === 0 && suffix === "") return;
      const copy = await inner.sibling(WAY_BACK_SUFFIX).load();
      const isOld = copy !== null && sameBytes(copy.bytes, old);
      seen.push(`${name}${suffix}: ${isOld ? "old" : copy === null ? "none" : "?"}`);
    },
  });
  const old = await bytesOf(inner);
  await stash.changePassword(NEW);
  const from = seen.findIndex((line) => line.startsWith("save:"));
  assert.deepEqual(seen.slice(from), [
    "save: old",
    "load: old",
    `remove${WAY_BACK_SUFFIX}: old`,
  ]);
  assert.ok(store.calls.includes("save" + WAY_BACK_SUFFIX));
});

test("a copy that an earlier crash has left is no obstacle", async () => {
  const { inner, stash } = await open();
  await inner.sibling(WAY_BACK_SUFFIX).save(utf8("left over"), "absent");
  await stash.changePassword(NEW);
  await assertHolds(inner, NEW, NODES);
  await assertNoWayBack(inner);
});

test("what others wrote before it is kept", async () => {
  const { inner, stash } = await open();
  using theirs = await openStash(inner, PASSWORD);
  await theirs.write(["theirs"], utf8("x"));
  await stash.changePassword(NEW);
  await assertHolds(inner, NEW, [...NODES, [["theirs"], "x"]]);
});

for (const when of ["load", "save" + WAY_BACK_SUFFIX, "save"]) {
  test(`what others write just before the ${when} is kept`, async () => {
    let armed = false;
    const { inner, stash } = await open({
      before: ({ name, suffix }) => armed && name + suffix === when && quicker(),
    });
    using theirs = await openStash(inner, PASSWORD);
    const quicker = once(() => theirs.write(["theirs"], utf8("x")));
    armed = true;
    await stash.changePassword(NEW);
    await assertHolds(inner, NEW, [...NODES, [["theirs"], "x"]]);
    await assertNoWayBack(inner);
  });
}

test("who comes after it with the old password is told, and writes nothing", async () => {
  const { inner, stash } = await open();
  using theirs = await openStash(inner, PASSWORD);
  await stash.changePassword(NEW);
  const before = toHex(await bytesOf(inner));
  await assert.rejects(theirs.write(["theirs"], utf8("x")), (error) => {
    assert.ok(error instanceof ConflictError);
    assert.match(error.message, /password/);
    return true;
  });
  await assert.rejects(theirs.refresh(), ConflictError);
  await assert.rejects(theirs.changePassword("theirs"), ConflictError);
  assert.equal(toHex(await bytesOf(inner)), before);
});

for (
  const when of ["load", "save" + WAY_BACK_SUFFIX, "save", "remove" + WAY_BACK_SUFFIX]
) {
  test(`of two at once, the other at my ${when}: one wins, and both know`, async () => {
    let armed = false;
    const { inner, stash } = await open({
      before: ({ name, suffix }) => armed && name + suffix === when && other(),
    });
    using theirs = await openStash(inner, PASSWORD);
    let theirResult = "";
    const other = once(async () => {
      theirResult = await theirs.changePassword("theirs").then(() => "won", () => "lost");
    });
    armed = true;
    const myResult = await stash.changePassword(NEW).then(() => "won", () => "lost");
    assert.deepEqual([myResult, theirResult].toSorted(), ["lost", "won"]);
    await assertHolds(inner, myResult === "won" ? NEW : "theirs", NODES);
    await assertNoWayBack(inner);
  });
}

test("two processes, step by step in turns: one wins, and it knows", async () => {
  const inner = memoryBlobStore();
  await inner.save(await sealedFile(NODES), "absent");
  const [a, b] = await Promise.all([
    openStash(inner, PASSWORD),
    openStash(inner, PASSWORD),
  ]);
  const results = await Promise.allSettled([
    a.changePassword("a's"),
    b.changePassword("b's"),
  ]);
  const won = results.map(({ status }) => status === "fulfilled");
  assert.equal(won.filter(Boolean).length, 1);
  await assertHolds(inner, won[0] ? "a's" : "b's", NODES);
});

test("a copy that cannot be taken away is reported, and the stash knows its key", async () => {
  const { inner, stash } = await open({
    before: ({ name }) => {
      if (name === "remove") throw new UnavailableError("no");
    },
  });
  await stash.changePassword(NEW).catch((error) => {
    assert.ok(error instanceof UnavailableError);
  });
  await assertHolds(inner, NEW, NODES);
  await stash.write(["x"], utf8("y"));
  await assertHolds(inner, NEW, [...NODES, [["x"], "y"]]);
});
