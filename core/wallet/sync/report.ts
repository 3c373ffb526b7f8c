/**
 * What sync has done, by names that people know.
 *
 * @module
 */

import { nameText } from "../v1/batches.ts";
import type { RecordName } from "../wallet.ts";
import type { Which } from "./decide.ts";
import type { RecordGroup } from "./groups.ts";
import type { Item, Step } from "./replica.ts";

/** What was done in a copy. */
export type Deed = "added" | "changed" | "renamed" | "deleted";

/** Records that one of the copies took from the other. */
export interface MovedRecord {
  /** What they are called now; mostly it is one. */
  names: RecordName[];
  deed: Deed;
  /** Which copy was changed. */
  to: Which;
}

/** What a step does in the copy `to`. */
export function movedBy<I extends Item>({ take, put }: Step<I>, to: Which): MovedRecord {
  const names = namesIn(put.length === 0 ? take : put);
  if (take.length === 0) return { names, deed: "added", to };
  if (put.length === 0) return { names, deed: "deleted", to };
  const places = new Set(take.map(({ place }) => place));
  const stays = put.every(({ place }) => places.has(place));
  return { names, deed: stays ? "changed" : "renamed", to };
}

/** The names of a group in either copy. */
export function namesOf<I extends Item>({ first, second }: RecordGroup<I>): RecordName[] {
  return namesIn([...first, ...second]);
}

function namesIn(items: readonly Item[]): RecordName[] {
  const names = items.flatMap(({ name }) => name ?? []);
  return [...new Map(names.map((name) => [nameText(name), name])).values()];
}
