import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import {
  type CofferError,
  NameTakenError,
  NotFoundError,
  UsageError,
} from "../../../core/errors.ts";
import * as tree from "../../../core/stash/tree.ts";
import { treeOf } from "../../support/stashes.ts";

const names = (root: tree.Node, key: string[] = []) => [
  ...tree.locate(root, key).children.keys(),
];
const keys = (root: tree.Node) => [...tree.walk(root)].map(({ key }) => key.join("/"));

Deno.test("tree: names keep the order in which they came, whatever they are", () => {
  const order = ["10", "2", "__proto__", "", "a", "1", "constructor", "\ud800", "0"];
  const root = treeOf(order.map((name) => [[name], name]));
  assert.deepEqual(names(root), order);
  tree.write(root, ["2"], utf8("again"));
  assert.deepEqual(names(root), order);
  tree.remove(root, ["2"]);
  tree.write(root, ["2"], utf8("anew"));
  assert.equal(names(root).at(-1), "2");
});

Deno.test("tree: a node keeps its children when its value is overwritten", () => {
  const root = treeOf([[["a"], "1"], [["a", "b"], "2"]]);
  tree.write(root, ["a"], utf8("3"));
  assert.deepEqual(keys(root), ["a", "a/b"]);
});

Deno.test("tree: walk gives a node before its children, and keys from where it begins", () => {
  const root = treeOf([
    [["b", "x"], "1"],
    [["a"], "2"],
    [["b", "w", "deep"], "3"],
    [["b"], "4"],
  ]);
  assert.deepEqual(keys(root), ["b", "b/x", "b/w", "b/w/deep", "a"]);
  const below = [...tree.walk(tree.locate(root, ["b"]), ["b"])];
  assert.deepEqual(below.map(({ key }) => key.join("/")), ["b/x", "b/w", "b/w/deep"]);
});

Deno.test("tree: NotFoundError names the first part that is missing", () => {
  const root = treeOf([[["a", "b"], "1"]]);
  for (const key of [["a", "x"], ["a", "x", "y", "z"]]) {
    assert.throws(() => tree.locate(root, key), (error) => {
      assert.ok(error instanceof NotFoundError);
      assert.match(error.message, /\ba\/x$/);
      return true;
    });
  }
});

const REFUSED: [string, (root: tree.Node) => unknown, new (m: string) => CofferError][] =
  [
    ["write to the root", (root) => tree.write(root, [], utf8("x")), UsageError],
    ["remove the root", (root) => tree.remove(root, []), UsageError],
    ["remove what is not there", (root) => tree.remove(root, ["x"]), NotFoundError],
    ["remove below a leaf", (root) => tree.remove(root, ["a", "b", "c"]), NotFoundError],
    ["move the root", (root) => tree.move(root, [], ["x"]), UsageError],
    ["move to the root", (root) => tree.move(root, ["a"], []), UsageError],
    ["move what is not there", (root) => tree.move(root, ["x"], ["y"]), NotFoundError],
    ["move below itself", (root) => tree.move(root, ["a"], ["a", "z"]), UsageError],
    ["move to itself", (root) => tree.move(root, ["a"], ["a"]), UsageError],
    ["move onto another", (root) => tree.move(root, ["a"], ["d"]), NameTakenError],
    [
      "move onto its parent",
      (root) => tree.move(root, ["a", "b"], ["a"]),
      NameTakenError,
    ],
  ];

for (const [what, work, expected] of REFUSED) {
  Deno.test(`tree: ${what}: ${expected.name}, and nothing has changed`, () => {
    const root = treeOf([[["a", "b"], "1"], [["d"], "2"]]);
    const before = tree.clone(root);
    assert.throws(() => work(root), expected);
    assert.deepEqual(root, before);
  });
}

Deno.test("tree: move takes all below along, to the end, and makes parents", () => {
  const root = treeOf([[["a", "b"], "1"], [["a", "b", "c"], "2"], [["d"], "3"]]);
  tree.move(root, ["a", "b"], ["d", "e", "f"]);
  assert.deepEqual(keys(root), ["a", "d", "d/e", "d/e/f", "d/e/f/c"]);
  tree.move(root, ["a"], ["z"]);
  assert.deepEqual(names(root), ["d", "z"]);
});

Deno.test("tree: a name that begins like another is not below it", () => {
  const root = treeOf([[["a"], "1"]]);
  tree.move(root, ["a"], ["ab"]);
  assert.deepEqual(names(root), ["ab"]);
});

Deno.test("tree: a clone changes on its own", () => {
  const root = treeOf([[["a", "b"], "1"]]);
  const copy = tree.clone(root);
  tree.write(copy, ["a", "b"], utf8("2"));
  tree.write(copy, ["a", "c"], utf8("3"));
  tree.remove(root, ["a", "b"]);
  assert.deepEqual(keys(root), ["a"]);
  assert.deepEqual(keys(copy), ["a", "a/b", "a/c"]);
});

Deno.test("tree: same looks at names and values in any order, not at identity", () => {
  const a = treeOf([[["x"], "1"], [["y"], null]]);
  assert.ok(tree.same(a, treeOf([[["y"], null], [["x"], "1"]])));
  assert.ok(!tree.same(a, treeOf([[["x"], "1"], [["y"], ""]])));
  assert.ok(!tree.same(a, treeOf([[["x"], "2"], [["y"], null]])));
  assert.ok(!tree.same(a, treeOf([[["x"], "1"]])));
  assert.ok(!tree.same(a, treeOf([[["x"], "1"], [["z"], null]])));
  assert.ok(!tree.same(a, treeOf([[["x"], "1"], [["y"], null], [["y", "z"], null]])));
  assert.ok(!tree.same(a, null) && tree.same(null, null));
});

Deno.test("tree: depth is that of the longest key", () => {
  assert.equal(tree.depth(tree.emptyNode()), 0);
  assert.equal(tree.depth(treeOf([[["a"], "1"], [["b", "c", "d"], null]])), 3);
});

Deno.test("tree: a thousand levels are walked, cloned and compared", () => {
  const key = Array.from({ length: 1000 }, (_, i) => `${i}`);
  const root = treeOf([[key, "deep"]]);
  assert.equal(tree.depth(root), 1000);
  assert.ok(tree.same(root, tree.clone(root)));
});
