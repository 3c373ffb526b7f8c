/**
 * What becomes of records that are not the same in both copies: who has not changed them
 * since both were the same takes what the other has; if both have, nobody guesses.
 *
 * @module
 */

import type { RecordGroup, Remembered } from "./groups.ts";
import type { Item } from "./replica.ts";

/** One of the two copies. */
export type Which = "first" | "second";

/** What has become of records since both copies were the same. */
export type Fate = "absent" | "unchanged" | "added" | "changed" | "renamed" | "deleted";

/** What is to be done about a group. */
export type Decision =
  | { readonly kind: "same" }
  | { readonly kind: "moved"; readonly from: Which }
  | { readonly kind: "conflict"; readonly reason: string };

/** Says what is to be done. */
export function decide<I extends Item>(group: RecordGroup<I>): Decision {
  const { first, second, base } = group;
  if (isSame(first, second)) return { kind: "same" };
  if (isSame(second, base)) return moved("first", group);
  if (isSame(first, base)) return moved("second", group);
  const { first: here, second: there } = fatesOf(group);
  return { kind: "conflict", reason: `${here} in the first, ${there} in the second` };
}

/** What has become of a group on either side. */
export function fatesOf<I extends Item>(group: RecordGroup<I>): Record<Which, Fate> {
  return {
    first: fateOf(group.first, group.base),
    second: fateOf(group.second, group.base),
  };
}

/** Whether the very same records stand in the same places. */
export function isSame(a: readonly Remembered[], b: readonly Remembered[]): boolean {
  const others = new Map(b.map(({ place, digest }) => [place, digest]));
  return a.length === b.length &&
    a.every(({ place, digest }) => others.get(place) === digest);
}

/** A record that goes in place of itself must be a later one, or a backup was put back. */
function moved<I extends Item>(from: Which, group: RecordGroup<I>): Decision {
  const [winners, losers] = from === "first"
    ? [group.first, group.second]
    : [group.second, group.first];
  if (winners.every((item) => isLater(item, losers))) return { kind: "moved", from };
  return {
    kind: "conflict",
    reason: `older in the ${from}: was a backup put back there?`,
  };
}

/** Whether a record was written more often than the same record on the other side. */
export function isLater(item: Item, others: readonly Item[]): boolean {
  const same = others.find(({ id }) => id !== null && id === item.id);
  if (same === undefined || same.digest === item.digest) return true;
  return (item.rev ?? 0) > (same.rev ?? 0);
}

function fateOf(items: readonly Item[], base: readonly Remembered[]): Fate {
  if (base.length === 0) return items.length === 0 ? "absent" : "added";
  if (items.length === 0) return "deleted";
  if (isSame(items, base)) return "unchanged";
  const places = new Set(base.map(({ place }) => place));
  return items.every(({ place }) => places.has(place)) ? "changed" : "renamed";
}
