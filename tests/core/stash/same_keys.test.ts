import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import { ConflictError } from "../../../core/errors.ts";
import { openStash, type Stash } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
} from "../../support/stashes.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], "3"], [["d"], null]];

/** Two stashes open on one store: each has seen nothing of the other's changes. */
async function two() {
  const store = await stashStore(NODES);
  const open = () => openStash(store, PASSWORD);
  const stored = async () => {
    using stash = await open();
    return contents(stash);
  };
  return { store, mine: await open(), theirs: await open(), stored };
}

/** What two do who have seen the same, one after the other, and what comes of it. */
const BOTH_LAND: [
  string,
  (theirs: Stash) => Promise<unknown>,
  (mine: Stash) => Promise<unknown>,
  Nodes,
][] = [
  [
    "writes of different keys",
    (theirs) => theirs.write(["x"], utf8("theirs")),
    (mine) => mine.write(["y"], utf8("mine")),
    [...NODES, [["x"], "theirs"], [["y"], "mine"]],
  ],
  [
    "a write and a write below it",
    (theirs) => theirs.write(["a", "b"], utf8("theirs")),
    (mine) => mine.write(["a"], utf8("mine")),
    [[["a"], "mine"], [["a", "b"], "theirs"], [["c"], "3"], [["d"], null]],
  ],
  [
    "a write and a remove of another key",
    (theirs) => theirs.remove(["a"]),
    (mine) => mine.write(["c"], utf8("mine")),
    [[["c"], "mine"], [["d"], null]],
  ],
  [
    "removes of different keys",
    (theirs) => theirs.remove(["a", "b"]),
    (mine) => mine.remove(["c"]),
    [[["a"], "1"], [["d"], null]],
  ],
  [
    "a move and a write elsewhere",
    (theirs) => theirs.write(["c"], utf8("theirs")),
    (mine) => mine.move(["a"], ["d", "a"]),
    [[["c"], "theirs"], [["d"], null], [["d", "a"], "1"], [["d", "a", "b"], "2"]],
  ],
  [
    "new keys below one parent",
    (theirs) => theirs.write(["new", "x"], utf8("theirs")),
    (mine) => mine.write(["new", "y"], utf8("mine")),
    [...NODES, [["new", "x"], "theirs"], [["new", "y"], "mine"]],
  ],
  [
    "writes of the same value",
    (theirs) => theirs.write(["c"], utf8("3")),
    (mine) => mine.write(["c"], utf8("mine")),
    [[["a"], "1"], [["a", "b"], "2"], [["c"], "mine"], [["d"], null]],
  ],
  [
    "two batches without a key in common",
    (theirs) => theirs.batch((batch) => (batch.remove(["c"]), batch.ensure(["z", "1"]))),
    (mine) => mine.batch((batch) => (batch.remove(["a"]), batch.ensure(["z", "2"]))),
    [[["d"], null], [["z", "1"], null], [["z", "2"], null]],
  ],
];

for (const [what, first, second, expected] of BOTH_LAND) {
  Deno.test(`same keys: both land: ${what}`, async () => {
    const { mine, theirs, stored } = await two();
    await first(theirs);
    await second(mine);
    assert.deepEqual(await stored(), contentsOf(expected));
    assert.deepEqual(contents(mine), contentsOf(expected));
  });
}

const CONFLICTS: typeof BOTH_LAND = [
  [
    "writes of the same key",
    (theirs) => theirs.write(["c"], utf8("theirs")),
    (mine) => mine.write(["c"], utf8("mine")),
    [[["a"], "1"], [["a", "b"], "2"], [["c"], "theirs"], [["d"], null]],
  ],
  [
    "writes of the same new key",
    (theirs) => theirs.write(["new"], utf8("theirs")),
    (mine) => mine.write(["new"], utf8("mine")),
    [...NODES, [["new"], "theirs"]],
  ],
  [
    "a write of a removed key",
    (theirs) => theirs.remove(["a"]),
    (mine) => mine.write(["a", "b"], utf8("mine")),
    [[["c"], "3"], [["d"], null]],
  ],
  [
    "a remove of what was written below",
    (theirs) => theirs.write(["a", "new"], utf8("theirs")),
    (mine) => mine.remove(["a"]),
    [[["a"], "1"], [["a", "b"], "2"], [["a", "new"], "theirs"], [["c"], "3"], [
      ["d"],
      null,
    ]],
  ],
  [
    "a clearing of what was written anywhere",
    (theirs) => theirs.write(["c"], utf8("theirs")),
    (mine) => mine.remove([]),
    [[["a"], "1"], [["a", "b"], "2"], [["c"], "theirs"], [["d"], null]],
  ],
  [
    "a move of what was written below",
    (theirs) => theirs.write(["a", "b"], utf8("theirs")),
    (mine) => mine.move(["a"], ["z"]),
    [[["a"], "1"], [["a", "b"], "theirs"], [["c"], "3"], [["d"], null]],
  ],
  [
    "a move to where something was written",
    (theirs) => theirs.write(["z"], utf8("theirs")),
    (mine) => mine.move(["a"], ["z"]),
    [...NODES, [["z"], "theirs"]],
  ],
  [
    "a write of a moved key",
    (theirs) => theirs.move(["c"], ["z"]),
    (mine) => mine.write(["c"], utf8("mine")),
    [[["a"], "1"], [["a", "b"], "2"], [["d"], null], [["z"], "3"]],
  ],
  [
    "a batch of which one key was written",
    (theirs) => theirs.write(["c"], utf8("theirs")),
    (mine) => mine.batch((batch) => (batch.ensure(["new"]), batch.remove(["c"]))),
    [[["a"], "1"], [["a", "b"], "2"], [["c"], "theirs"], [["d"], null]],
  ],
];

for (const [what, first, second, expected] of CONFLICTS) {
  Deno.test(`same keys: a conflict, and nothing is written: ${what}`, async () => {
    const { store, mine, theirs, stored } = await two();
    await first(theirs);
    const before = (await store.load())!.version;
    await assert.rejects(second(mine), (error) => {
      assert.ok(error instanceof ConflictError, String(error));
      assert.ok(error.hint !== undefined);
      return true;
    });
    assert.equal((await store.load())!.version, before);
    assert.deepEqual(await stored(), contentsOf(expected));
  });
}
