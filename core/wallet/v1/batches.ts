/**
 * Names by the dozen: what stands for one, which stand twice, how many go at once.
 *
 * @module
 */

import type { RecordStore } from "../../ports.ts";
import type { Insertion } from "../wallet.ts";
import type { RecordName } from "./place.ts";

/** The name alone. */
export function nameOf({ domain, access }: RecordName): RecordName {
  return { domain, access };
}

/** A text for a name that is that of no other. */
export function nameText({ domain, access }: RecordName): string {
  return JSON.stringify([domain, access]);
}

/** Whether two names are the same. */
export function sameName(a: RecordName, b: RecordName): boolean {
  return a.domain === b.domain && a.access === b.access;
}

/** How many names one commit takes: each needs a change, and the header one. */
export function namesAtOnce({ features }: RecordStore): number {
  return features.atomicChanges - 1;
}

/** The same for names that move, which need two changes each. */
export function movesAtOnce(store: RecordStore): number {
  return Math.max(1, Math.floor(namesAtOnce(store) / 2));
}

/** As if one were stored after the other: of the same name, who may not overwrite yields. */
export function withoutRepeated(
  insertions: readonly Insertion[],
): { wanted: Insertion[]; left: RecordName[] } {
  const wanted = new Map<string, Insertion>();
  const left: RecordName[] = [];
  for (const insertion of insertions) {
    const text = nameText(insertion.record);
    if (wanted.has(text) && !insertion.overwrite) left.push(nameOf(insertion.record));
    else wanted.set(text, insertion);
  }
  return { wanted: [...wanted.values()], left };
}

/** `items` in order, at most `size` at a time. */
export function* parts<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
