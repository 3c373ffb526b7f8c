/**
 * Changes to a tree as data, so that they can be applied again to a tree that
 * somebody else has changed meanwhile.
 *
 * @module
 */

import { wipe } from "../bytes.ts";
import { ConflictError, LimitError } from "../errors.ts";
import { SSTASH_DEPTH } from "./inner.ts";
import { formatKey, type Key } from "./key.ts";
import * as tree from "./tree.ts";
import type { Node } from "./tree.ts";

/** One change. */
export type Change =
  | { do: "write"; key: Key; value: Uint8Array }
  | { do: "remove"; key: Key }
  | { do: "move"; from: Key; to: Key }
  | { do: "ensure"; key: Key };

/** How deep keys may be made. */
export interface DepthRule {
  /** Allows keys that sstash cannot open; `MAX_DEPTH` always holds. */
  maxDepth: number;
}

/**
 * Applies one change. Gives the value of a removed node, else `null`.
 *
 * @throws as the functions of `tree.ts`, and {LimitError} for a key too deep
 */
export function apply(root: Node, change: Change, rule: DepthRule): Uint8Array | null {
  switch (change.do) {
    case "write":
      checkDepth(change.key.length, rule);
      tree.write(root, change.key, change.value);
      return null;
    case "ensure":
      checkDepth(change.key.length, rule);
      tree.ensure(root, change.key);
      return null;
    case "move":
      checkDepth(
        change.to.length + tree.depth(tree.locate(root, change.from)),
        rule,
      );
      tree.move(root, change.from, change.to);
      return null;
    case "remove":
      return removeOrClear(root, change.key);
  }
}

function removeOrClear(root: Node, key: Key): Uint8Array | null {
  if (key.length > 0) return tree.remove(root, key);
  root.children.clear();
  return null;
}

function checkDepth(depth: number, { maxDepth }: DepthRule): void {
  if (depth <= maxDepth) return;
  throw new LimitError(`a key of ${depth} names; at most ${maxDepth} are taken`, {
    ...(maxDepth === SSTASH_DEPTH &&
      { hint: "sstash opens nothing deeper; --beyond-sstash allows it all the same" }),
  });
}

/**
 * Makes sure that two versions of a tree are the same wherever `change` looks or
 * writes, so that it means the same in both.
 *
 * @throws {ConflictError} naming the key where they differ
 */
export function assertUntouched(change: Change, mine: Node, theirs: Node): void {
  for (const key of touched(change)) {
    const [a, b] = [tree.find(mine, key), tree.find(theirs, key)];
    const valueOnly = change.do === "write" || change.do === "ensure";
    const untouched = valueOnly
      ? tree.sameValue(a?.value ?? null, b?.value ?? null)
      : tree.same(a, b);
    if (!untouched) {
      throw new ConflictError(`somebody else has just changed ${formatKey(key)}`, {
        hint: "nothing was written; read again what is there now, then try again",
      });
    }
  }
}

function touched(change: Change): Key[] {
  return change.do === "move" ? [change.from, change.to] : [change.key];
}

/** Overwrites every value of a tree that is no longer needed. */
export function wipeTree(node: Node): void {
  wipe(node.value ?? undefined);
  for (const child of node.children.values()) wipeTree(child);
}
