import assert from "node:assert/strict";
import { toHex, utf8 } from "../../../core/bytes.ts";
import type { BlobStore } from "../../../core/ports.ts";
import { openStash, type Stash } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
  withCheapDerivation,
} from "../../support/stashes.ts";
import { once, watched } from "../../support/watched_store.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], "3"]];

async function assertIntact(
  store: BlobStore,
  nodes: Nodes = NODES,
  password = PASSWORD,
): Promise<void> {
  using stash = await openStash(store, password);
  assert.deepEqual(contents(stash), contentsOf(nodes));
}

Deno.test("dispose: values are wiped, and the tree is gone", async () => {
  const stash = await openStash(await stashStore(NODES), PASSWORD);
  const values = [...stash.entries()].map(({ node }) => node.value!);
  assert.deepEqual(values.map((value) => toHex(value)), ["31", "32", "33"]);
  stash[Symbol.dispose]();
  assert.deepEqual(values.map((value) => toHex(value)), ["00", "00", "00"]);
});

const NEW_PASSWORD = "new password";

/** A change, and what the file then holds under which password. */
const CHANGES: [string, (stash: Stash) => Promise<unknown>, Nodes, string][] = [
  ["write", (stash) => stash.write(["x"], utf8("x")), [...NODES, [["x"], "x"]], PASSWORD],
  ["remove", (stash) => stash.remove([]), [], PASSWORD],
  [
    "batch",
    (stash) => stash.batch((batch) => batch.ensure(["x"])),
    [...NODES, [["x"], null]],
    PASSWORD,
  ],
  ["changePassword", (stash) => stash.changePassword(NEW_PASSWORD), NODES, NEW_PASSWORD],
];

for (const [what, change, changed, password] of CHANGES) {
  Deno.test(`dispose: ${what} afterwards is refused, and the file stays`, async () => {
    await withCheapDerivation(async () => {
      const store = await stashStore(NODES);
      const stash = await openStash(store, PASSWORD);
      stash[Symbol.dispose]();
      await assert.rejects(change(stash));
      await assertIntact(store);
    });
  });

  Deno.test(`dispose: a ${what} that nobody waited for never harms the file`, async () => {
    await withCheapDerivation(async () => {
      const store = await stashStore(NODES);
      const stash = await openStash(store, PASSWORD);
      const late = change(stash).then(() => "done", () => "refused");
      stash[Symbol.dispose]();
      if (await late === "refused") await assertIntact(store);
      else await assertIntact(store, changed, password);
    });
  });
}

Deno.test("dispose: while a save is under way, what is saved is whole", async () => {
  const inner = await stashStore(NODES);
  let dispose = () => {};
  const store = watched(inner, { before: ({ name }) => name === "save" && dispose() });
  const stash = await openStash(store, PASSWORD);
  dispose = () => stash[Symbol.dispose]();
  await stash.write(["new"], utf8("x")).catch(() => {});
  await assertIntact(inner, [...NODES, [["new"], "x"]]);
});

Deno.test("dispose: while others were quicker, nothing is lost", async () => {
  const inner = await stashStore(NODES);
  using theirs = await openStash(inner, PASSWORD);
  let dispose = () => {};
  const quicker = once(() => theirs.write(["theirs"], utf8("x")));
  const store = watched(inner, {
    before: async ({ name }) => {
      if (name === "save") await quicker();
      if (name === "load") dispose();
    },
  });
  const stash = await openStash(store, PASSWORD);
  dispose = () => stash[Symbol.dispose]();
  await assert.rejects(stash.write(["mine"], utf8("y")));
  await assertIntact(inner, [...NODES, [["theirs"], "x"]]);
});

Deno.test("dispose: twice is as once", async () => {
  const store = await stashStore(NODES);
  const stash = await openStash(store, PASSWORD);
  stash[Symbol.dispose]();
  stash[Symbol.dispose]();
  await assertIntact(store);
});
