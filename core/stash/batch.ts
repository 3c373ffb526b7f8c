/**
 * A draft of a tree that records how it was changed.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { apply, type Change } from "./change.ts";
import type { Key } from "./key.ts";
import * as tree from "./tree.ts";

/**
 * Changes that will be committed together; each sees the ones before it.
 *
 * @example
 * ```ts
 * import { createStash } from "./stash.ts";
 * import { memoryBlobStore } from "../../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * using stash = await createStash(memoryBlobStore(), "correct horse");
 * await stash.batch((batch) => {
 *   batch.write(["a"], new Uint8Array([1]));
 *   batch.write(["b"], new Uint8Array([2]));
 *   batch.move(["a"], ["c"]);
 * });
 * assert.deepEqual(stash.children(), ["b", "c"]);
 * ```
 */
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

/** A copy of a tree, and how it came to differ. */
export class Draft {
  readonly root: tree.Node;
  readonly changes: Change[] = [];
  readonly #maxDepth: number;
  #open = true;

  constructor(base: tree.Node, maxDepth: number) {
    this.root = tree.clone(base);
    this.#maxDepth = maxDepth;
  }

  /** Makes one change, which the draft owns from now on. */
  make(change: Change): Uint8Array | null {
    if (!this.#open) {
      throw new UsageError("this batch is over", {
        hint: "make all changes before its function returns; it must not be async",
      });
    }
    const result = apply(this.root, change, { maxDepth: this.#maxDepth });
    this.changes.push(change);
    return result;
  }

  /** Lets `work` make changes; afterwards no more can be made. */
  fill<T>(work: (batch: Batch) => T): T {
    try {
      const result = work(this.#batch());
      if (!(result instanceof Promise)) return result;
      // Its failure is ours to tell; nobody else waits for it.
      result.catch(() => {});
      throw new UsageError("the function of a batch must not be async", {
        hint: "do what takes time first, then change everything at once",
      });
    } finally {
      this.#open = false;
    }
  }

  #batch(): Batch {
    return {
      has: (key) => tree.find(this.root, key) !== null,
      children: (key = []) => [...tree.locate(this.root, key).children.keys()],
      write: (key, value) => void this.make(writing(key, value)),
      remove: (key) => this.make({ do: "remove", key: [...key] }),
      move: (from, to) => void this.make({ do: "move", from: [...from], to: [...to] }),
      ensure: (key) => void this.make({ do: "ensure", key: [...key] }),
    };
  }
}

/** The change that sets a value, with copies of what the caller may go on using. */
export function writing(key: Key, value: Uint8Array): Change {
  return { do: "write", key: [...key], value: value.slice() };
}
