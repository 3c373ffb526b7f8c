/**
 * Which records of two copies, and of what is remembered, belong together: those of one
 * place, and those of one recordId, which a new name does not change. What belongs
 * together is decided together.
 *
 * @module
 */

import type { Mark, Marks } from "../copy/content.ts";
import type { Item } from "./replica.ts";

/** What is remembered of a record, and where it was. */
export interface Remembered extends Mark {
  readonly place: string;
}

/** Records that belong together. */
export interface RecordGroup<I extends Item> {
  readonly first: readonly I[];
  readonly second: readonly I[];
  /** As it was when both copies were last the same. */
  readonly base: readonly Remembered[];
}

/** What is in both copies, and what is remembered. */
export interface Contents<I extends Item> {
  readonly first: readonly I[];
  readonly second: readonly I[];
  /** Empty if nothing is remembered. */
  readonly base: Marks;
}

/** Everything in groups, in the order of the first copy, then of the second. */
export function groupsOf<I extends Item>(
  { first, second, base }: Contents<I>,
): RecordGroup<I>[] {
  const remembered = [...base].map(([place, mark]) => ({ ...mark, place }));
  const links = new Links();
  for (const { place, id } of [...first, ...second, ...remembered]) {
    if (id !== null) links.join(`place ${place}`, `id ${id}`);
  }
  const groups = new Map<string, Parts<I>>();
  const groupOf = ({ place }: { place: string }): Parts<I> => {
    const root = links.root(`place ${place}`);
    const group = groups.get(root) ?? { first: [], second: [], base: [] };
    groups.set(root, group);
    return group;
  };
  for (const item of first) groupOf(item).first.push(item);
  for (const item of second) groupOf(item).second.push(item);
  for (const each of remembered) groupOf(each).base.push(each);
  return [...groups.values()];
}

interface Parts<I extends Item> {
  first: I[];
  second: I[];
  base: Remembered[];
}

/** Texts that belong together, in sets that are joined (union-find). */
class Links {
  readonly #parents = new Map<string, string>();

  root(text: string): string {
    let root = text;
    for (
      let up = this.#parents.get(root);
      up !== undefined;
      up = this.#parents.get(root)
    ) {
      root = up;
    }
    // So that the way is short the next time.
    for (let at = text; at !== root;) {
      const up = this.#parents.get(at)!;
      this.#parents.set(at, root);
      at = up;
    }
    return root;
  }

  join(a: string, b: string): void {
    const [from, to] = [this.root(a), this.root(b)];
    if (from !== to) this.#parents.set(from, to);
  }
}
