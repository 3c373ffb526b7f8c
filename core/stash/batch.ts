/**
 * A draft of a tree that records how it was changed.
 *
 * @module
 */

import { apply, type Change } from "./change.ts";
import type { Key } from "./key.ts";
import * as tree from "./tree.ts";

/** Changes that will be committed together; each sees the ones before it. */
export interface Batch {
  /** As `Stash.has`. */
  has(key: Key): boolean;
  /** As `Stash.children`. */
  children(key?: Key): string[];
  /** As `Stash.write`. */
  write(key: Key, value: Uint8Array): void;
  /** As `Stash.remove`. */
  remove(key: Key): Uint8Array | null;
  /** As `Stash.move`. */
  move(from: Key, to: Key): void;
  /** Makes a node without a value where there is none, with its parents. */
  ensure(key: Key): void;
}

/** A batch over a copy of `base`, with the copy and the list that it fills. */
export function draft(
  base: tree.Node,
  maxDepth: number,
): { batch: Batch; root: tree.Node; changes: Change[] } {
  const root = tree.clone(base);
  const changes: Change[] = [];
  const make = (change: Change) => {
    const result = apply(root, change, { maxDepth });
    changes.push(change);
    return result;
  };
  const batch: Batch = {
    has: (key) => tree.find(root, key) !== null,
    children: (key = []) => [...tree.locate(root, key).children.keys()],
    write: (key, value) =>
      void make({ do: "write", key: [...key], value: value.slice() }),
    remove: (key) => make({ do: "remove", key: [...key] }),
    move: (from, to) => void make({ do: "move", from: [...from], to: [...to] }),
    ensure: (key) => void make({ do: "ensure", key: [...key] }),
  };
  return { batch, root, changes };
}
