import assert from "node:assert/strict";
import { toHex, utf8 } from "../../../core/bytes.ts";
import { NotFoundError, UsageError } from "../../../core/errors.ts";
import { formatTree } from "../../../core/stash/inner.ts";
import { openStash, type Stash } from "../../../core/stash/stash.ts";
import { ensure, type Node } from "../../../core/stash/tree.ts";
import { type Behaviour, behaviours } from "../../support/sstash_vectors.ts";
import { type Nodes, PASSWORD, stashStore } from "../../support/stashes.ts";

/** The README's tree of sstash, which its cases begin with. */
const TREE: Nodes = [
  [["a", "b", "c"], "hello"],
  [["a", "b", "d"], "bye"],
  [["a", "e"], "chocolate"],
];
/** What is left of it when the cases that remove a/b have run. */
const WITHOUT_B: Nodes = [[["a", "e"], "chocolate"]];

/** The tree as Python prints the original's. */
function plainTree(stash: Stash): unknown {
  const root: Node = { value: null, children: new Map() };
  for (const { key, node } of stash.entries()) ensure(root, key).value = node.value;
  return JSON.parse(new TextDecoder().decode(formatTree(root)));
}

const message = (error: unknown) => (error as Error).message;

function assertNotFound(work: () => unknown, named: string): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.ok(message(error).split(" ").includes(named), message(error));
    return true;
  });
}

async function assertNotFoundLater(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, NotFoundError);
}

type Check = (stash: Stash, recorded: Behaviour) => void | Promise<void>;

const COUNTERPARTS: Record<string, [before: Nodes, check: Check]> = {
  "read_value missing leaf": [
    TREE,
    (stash) => assertNotFound(() => stash.read(["a", "b", "nope"]), "a/b/nope"),
  ],
  "read_value missing middle": [
    TREE,
    (stash) => assertNotFound(() => stash.read(["a", "nope", "c"]), "a/nope"),
  ],
  "read_value through leaf": [
    TREE,
    (stash) => assertNotFound(() => stash.read(["a", "b", "c", "x"]), "a/b/c/x"),
  ],
  "read_value of node without value": [
    TREE,
    (stash) => assertNotFound(() => stash.read(["a"]), "a"),
  ],
  "read_value []": [
    TREE,
    (stash) => assert.throws(() => stash.read([]), NotFoundError),
  ],
  "write_value [] ": [
    TREE,
    (stash) => assert.rejects(stash.write([], utf8("x")), UsageError),
  ],
  "store after the failed writes": [TREE, async (stash, { ok }) => {
    await assert.rejects(stash.write([], utf8("x")));
    assert.deepEqual(plainTree(stash), ok);
  }],
  "remove_key missing": [TREE, (stash) => assertNotFoundLater(stash.remove(["zz"]))],
  "remove_key missing middle": [
    TREE,
    (stash) => assertNotFoundLater(stash.remove(["zz", "b"])),
  ],
  "remove_key inner node without value (removes the subtree, returns None)": [
    TREE,
    async (stash, { ok }) => {
      assert.equal(await stash.remove(["a", "b"]), ok);
      assert.equal(stash.has(["a", "b", "c"]), false);
    },
  ],
  "store after it (empty parents stay)": [TREE, async (stash, { ok }) => {
    await stash.remove(["a", "b"]);
    assert.deepEqual(plainTree(stash), ok);
  }],
  "get_children missing": [
    TREE,
    (stash) => assertNotFound(() => stash.children(["nope"]), "nope"),
  ],
  "get_children of leaf": [
    TREE,
    (stash, { ok }) => assert.deepEqual(stash.children(["a", "b", "c"]), ok),
  ],
  "remove leaf leaves parent": [WITHOUT_B, async (stash, { ok }) => {
    const value = await stash.remove(["a", "e"]);
    assert.deepEqual([toHex(value!), plainTree(stash)], ok);
  }],
  "remove_key [] empties the store, returns None": [TREE, async (stash, { ok }) => {
    assert.deepEqual([await stash.remove([]), plainTree(stash)], ok);
  }],
  "password lone surrogate": [TREE, async () => {
    await assert.rejects(openStash(await stashStore(TREE), "\ud800"), UsageError);
  }],
};

/** Cases about types that TypeScript does not let through. */
const OTHER_TYPES = [
  "read_value str key is split in characters",
  "write_value str value",
  "write_value bytearray value",
  "write_value int key",
  "password bytes",
  "write_dir tuple key",
];

/** Cases about files and folders: see tests/backends and tests/exchange. */
const FILES = [
  "open of a directory path",
  "open in missing directory",
  "read_file of missing key truncates the destination",
  "read_dir to an existing destination",
  "read_dir with a node that has value and children: children lost; " +
  "node without value becomes an empty directory",
  "read_dir path traversal",
  "read_dir of missing key creates dest first",
  "read_dir of [] root",
  "write_file missing source",
  "write_dir missing source",
  "mode of the created file (umask 022)",
];

const recorded = behaviours();

for (const behaviour of recorded.filter((each) => each.case in COUNTERPARTS)) {
  const [before, check] = COUNTERPARTS[behaviour.case]!;
  Deno.test(`sstash behaviour: ${behaviour.case}`, async () => {
    const store = await stashStore(before);
    using stash = await openStash(store, PASSWORD);
    await check(stash, behaviour);
    using reopened = await openStash(store, PASSWORD);
    assert.deepEqual(plainTree(reopened), plainTree(stash));
  });
}

Deno.test("sstash behaviour: every recorded case has its place", () => {
  const placed = [...Object.keys(COUNTERPARTS), ...OTHER_TYPES, ...FILES];
  assert.deepEqual(recorded.map((each) => each.case).toSorted(), placed.toSorted());
});

Deno.test("sstash behaviour: overwriting keeps the place in the order", async () => {
  const store = await stashStore([[["z"], "1"], [["a"], "2"], [["m"], "3"]]);
  using stash = await openStash(store, PASSWORD);
  await stash.write(["z"], utf8("4"));
  assert.deepEqual(stash.children(), ["z", "a", "m"]);
});
