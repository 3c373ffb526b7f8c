/**
 * How much goes into one commit: as many changes as the engine takes, and not too much
 * text, since some engines bound the bytes of a commit.
 *
 * @module
 */

import type { RecordStore, StoredRecord } from "../../ports.ts";

/** The most changes of one commit, where the engine would take more. */
const AT_ONCE = 10_000;
/**
 * In UTF-16 units, of which each may take three bytes of UTF-8: for engines that bound the
 * number of changes, and mostly the bytes of them.
 */
const TEXT_AT_ONCE = 1 << 20;
/** The same where only the work that a crash may lose counts: some write all each time. */
const TEXT_UNBOUNDED = 1 << 22;

/** What one item adds to a commit. */
export interface Weight {
  readonly changes: number;
  /** In UTF-16 units. */
  readonly text: number;
}

/** Items for one commit after the other; one that is too heavy by itself goes alone. */
export class Portion<T> {
  readonly #most: number;
  readonly #mostText: number;
  #items: T[] = [];
  #changes = 0;
  #text = 0;

  /** For commits to `store`, of which `reserved` changes are the caller's own. */
  constructor({ features }: Pick<RecordStore, "features">, reserved = 0) {
    const { atomicChanges } = features;
    this.#most = Math.min(atomicChanges - reserved, AT_ONCE);
    this.#mostText = atomicChanges > AT_ONCE ? TEXT_UNBOUNDED : TEXT_AT_ONCE;
  }

  /** Whether there is room for one more. */
  takes({ changes, text }: Weight): boolean {
    if (this.#items.length === 0) return true;
    return this.#changes + changes <= this.#most && this.#text + text <= this.#mostText;
  }

  /** Adds an item. */
  add(item: T, { changes, text }: Weight): void {
    this.#items.push(item);
    this.#changes += changes;
    this.#text += text;
  }

  /** What has been added, and an empty portion again. */
  taken(): T[] {
    const items = this.#items;
    [this.#items, this.#changes, this.#text] = [[], 0, 0];
    return items;
  }
}

/** All of `items` in portions, in order. */
export function* portioned<T>(
  items: Iterable<T>,
  portion: Portion<T>,
  weigh: (item: T) => Weight,
): Generator<T[]> {
  for (const item of items) {
    const weight = weigh(item);
    if (!portion.takes(weight)) yield portion.taken();
    portion.add(item, weight);
  }
  const rest = portion.taken();
  if (rest.length > 0) yield rest;
}

/** How much text a record is. */
export function textOf({ domain, access, attributes }: StoredRecord): number {
  let size = domain.length + access.length;
  for (const [name, value] of attributes) {
    size += name.length;
    if (typeof value === "string") size += value.length;
    else for (const [key, text] of value ?? []) size += key.length + text.length;
  }
  return size;
}
