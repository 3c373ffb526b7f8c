/**
 * The tree of a stash: nodes with an optional value and children in insertion
 * order. Plain functions over a mutable structure; nothing here reads or writes
 * anything else.
 *
 * Children are a `Map`, since names such as `__proto__`, `10` or a lone
 * surrogate would be reordered, lost or worse as properties of an object.
 *
 * @module
 */

import { sameBytes } from "../bytes.ts";
import { NameTakenError, NotFoundError, UsageError } from "../errors.ts";
import { formatKey, isWithin, type Key } from "./key.ts";

/** One node. */
export interface Node {
  /** `null` for a node without a value, which is not an empty one. */
  value: Uint8Array | null;
  /** In insertion order. */
  children: Map<string, Node>;
}

/** A node on the way through the tree. */
export interface Entry {
  /** Where it is, from the root. */
  key: Key;
  /** What is there. */
  node: Node;
}

/** A node with neither value nor children; also an empty tree. */
export function emptyNode(): Node {
  return { value: null, children: new Map() };
}

/** The node at `key`, or `null`. */
export function find(root: Node, key: Key): Node | null {
  let node: Node | undefined = root;
  for (const name of key) {
    node = node.children.get(name);
    if (node === undefined) return null;
  }
  return node;
}

/**
 * The node at `key`.
 *
 * @throws {NotFoundError} naming the first part of the key that is missing
 */
export function locate(root: Node, key: Key): Node {
  const node = find(root, key);
  if (node !== null) return node;
  let depth = 1;
  while (find(root, key.slice(0, depth)) !== null) depth++;
  throw new NotFoundError(`there is no key ${formatKey(key.slice(0, depth))}`, {
    hint: "`coffer stash ls` lists the keys at one level, `coffer stash tree` all",
  });
}

/** The node at `key`, made with all its parents where missing. */
export function ensure(root: Node, key: Key): Node {
  let node = root;
  for (const name of key) {
    let child = node.children.get(name);
    if (child === undefined) node.children.set(name, child = emptyNode());
    node = child;
  }
  return node;
}

/**
 * Sets the value at `key`. Missing parents come into being; a node that is there
 * keeps its place and its children.
 *
 * @throws {UsageError} for the root, which has no value
 */
export function write(root: Node, key: Key, value: Uint8Array): void {
  refuseRoot(key);
  ensure(root, key).value = value;
}

/**
 * Removes the node at `key` with all below it; parents stay, even empty ones.
 * Gives the value that it had.
 *
 * @throws {NotFoundError} if there is none
 * @throws {UsageError} for the root
 */
export function remove(root: Node, key: Key): Uint8Array | null {
  refuseRoot(key);
  const { value } = locate(root, key);
  locate(root, key.slice(0, -1)).children.delete(key.at(-1)!);
  return value;
}

/**
 * Moves the node at `from`, with all below it, to `to`; missing parents come
 * into being.
 *
 * @throws {NotFoundError} if there is nothing at `from`
 * @throws {NameTakenError} if there is something at `to`
 * @throws {UsageError} if `to` lies below `from`, or one of them is the root
 */
export function move(root: Node, from: Key, to: Key): void {
  refuseRoot(from);
  refuseRoot(to);
  const node = locate(root, from);
  if (isWithin(to, from)) {
    throw new UsageError(
      `cannot move ${formatKey(from)} to ${formatKey(to)}, which is itself or below it`,
    );
  }
  if (find(root, to) !== null) {
    throw new NameTakenError(`there is a key ${formatKey(to)} already`, {
      hint: "remove it first, or choose another name",
    });
  }
  remove(root, from);
  ensure(root, to.slice(0, -1)).children.set(to.at(-1)!, node);
}

function refuseRoot(key: Key): void {
  if (key.length > 0) return;
  throw new UsageError("the empty key is the whole stash", {
    hint: "name a key below it, such as mail/work",
  });
}

/** A tree of the same shape that can be changed on its own; values are shared. */
export function clone(node: Node): Node {
  const children = new Map<string, Node>();
  for (const [name, child] of node.children) children.set(name, clone(child));
  return { value: node.value, children };
}

/** Whether two trees hold the same names, in any order, with the same values. */
export function same(a: Node | null, b: Node | null): boolean {
  if (a === null || b === null) return a === b;
  if (!sameValue(a.value, b.value) || a.children.size !== b.children.size) {
    return false;
  }
  for (const [name, child] of a.children) {
    if (!same(child, b.children.get(name) ?? null)) return false;
  }
  return true;
}

/** Whether two values, or the lack of them, are the same. */
export function sameValue(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : sameBytes(a, b);
}

/**
 * Every node below `root` in file order: a node before its children. The keys
 * that come out begin with `at`, the key of `root`.
 */
export function* walk(root: Node, at: Key = []): Generator<Entry> {
  const stack = [{ key: at, rest: root.children.entries() }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const next = top.rest.next();
    if (next.done) {
      stack.pop();
      continue;
    }
    const [name, node] = next.value;
    const key = [...top.key, name];
    yield { key, node };
    stack.push({ key, rest: node.children.entries() });
  }
}

/** How many names the longest key below `root` has. */
export function depth(root: Node): number {
  let deepest = 0;
  for (const { key } of walk(root)) deepest = Math.max(deepest, key.length);
  return deepest;
}
