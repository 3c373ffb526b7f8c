/**
 * From groups of records to what is to be done in each of the two copies.
 *
 * @module
 */

import type { Marks } from "../copy/content.ts";
import { decide, isLater, type Which } from "./decide.ts";
import type { RecordGroup, Remembered } from "./groups.ts";
import type { Item, Replica, Step } from "./replica.ts";

/** A group that is to become the same in both copies. */
export interface Move<I extends Item> {
  readonly group: RecordGroup<I>;
  /** What is to be done in each copy; mostly there is something for one of them. */
  readonly steps: Partial<Record<Which, Step<I>>>;
  /** What is in both afterwards. */
  readonly result: readonly I[];
}

/** A group that stays as it is, and why. */
export interface Conflict<I extends Item> {
  readonly group: RecordGroup<I>;
  readonly reason: string;
}

/** What is to be done. */
export interface Plan<I extends Item> {
  readonly same: readonly RecordGroup<I>[];
  readonly moves: readonly Move<I>[];
  readonly conflicts: readonly Conflict<I>[];
}

/** The plan; where both sides have changed, the one that is preferred is right. */
export function planOf<I extends Item>(
  groups: readonly RecordGroup<I>[],
  replicas: Record<Which, Replica<I>>,
  prefer: Which | null,
): Plan<I> {
  const same: RecordGroup<I>[] = [];
  const moves: Move<I>[] = [];
  const conflicts: Conflict<I>[] = [];
  for (const group of groups) {
    const decision = decide(group);
    if (decision.kind === "same") same.push(group);
    else if (decision.kind === "moved") moves.push(moveFrom(decision.from, group));
    else if (prefer === null) conflicts.push({ group, reason: decision.reason });
    else moves.push(preferred(prefer, group, replicas[prefer]));
  }
  return { same, moves, conflicts };
}

/** What to remember when the moves of `done` were made. */
export function remembered<I extends Item>(
  { same, moves, conflicts }: Plan<I>,
  done: ReadonlySet<RecordGroup<I>>,
): Marks {
  const marks: Remembered[] = same.flatMap(({ first }) => first);
  for (const { group, result } of moves) {
    marks.push(...done.has(group) ? result : group.base);
  }
  for (const { group } of conflicts) marks.push(...group.base);
  return new Map(marks.map(({ place, id, digest }) => [place, { id, digest }]));
}

/** The other copy. */
export function otherThan(which: Which): Which {
  return which === "first" ? "second" : "first";
}

function moveFrom<I extends Item>(from: Which, group: RecordGroup<I>): Move<I> {
  const to = otherThan(from);
  const result = group[from];
  return { group, steps: { [to]: { take: group[to], put: result } }, result };
}

/** Who has seen the loser's revision must not take the winner for an older record. */
function preferred<I extends Item>(
  from: Which,
  group: RecordGroup<I>,
  replica: Replica<I>,
): Move<I> {
  const [winners, losers] = [group[from], group[otherThan(from)]];
  if (winners.every((item) => isLater(item, losers))) return moveFrom(from, group);
  const highest = Math.max(...[...winners, ...losers].map(({ rev }) => rev ?? 0));
  const result = winners.map((item) =>
    isLater(item, losers) ? item : replica.raised(item, highest + 1)
  );
  const steps = {
    first: { take: group.first, put: result },
    second: { take: group.second, put: result },
  };
  return { group, steps, result };
}
