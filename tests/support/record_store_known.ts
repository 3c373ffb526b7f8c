/**
 * What kinds of stores are known not to hold, and that they refuse it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { LimitError, UsageError } from "../../core/errors.ts";
import type { Attribute, RecordStore, StoredRecord } from "../../core/ports.ts";
import { contentsOf, fill } from "./record_store_samples.ts";

/** What a kind of store is known to do with what not every engine can hold. */
export interface Known {
  /** Whether it keeps halves of surrogate pairs in names, or refuses them. */
  readonly halves: "kept" | "refused";
  /** Whether names of records, attributes and entries may be empty. */
  readonly emptyNames: boolean;
  /** Whether texts may be empty. */
  readonly emptyTexts: boolean;
  /** Names that no attribute can have. */
  readonly never?: readonly string[];
  /** Whether entries of maps keep their order. */
  readonly mapOrder: boolean;
  /** How many bytes there may be; any number if not said. */
  readonly longest?: {
    readonly domain: number;
    readonly access: number;
    readonly name: number;
    readonly record: number;
  };
}

/** A store that keeps everything but, perhaps, halves of surrogate pairs. */
export function keepsAll(halves: Known["halves"]): Known {
  return { halves, emptyNames: true, emptyTexts: true, mapOrder: true };
}

/** Whether such a store holds a record; one with halves of pairs is not asked about. */
export function holds(
  known: Known,
  { domain, access, attributes }: StoredRecord,
): boolean {
  const { longest } = known;
  if (!known.emptyNames && (domain === "" || access === "")) return false;
  if (longest === undefined) return known.emptyTexts || texts(attributes).every(isFilled);
  if (bytes(domain) > longest.domain || bytes(access) > longest.access) return false;
  const kept = held(known, attributes);
  const same = texts(kept).length === texts(attributes).length;
  return same && bytes([...texts(kept)].join("")) + 1000 <= longest.record;
}

/** Those of the attributes, and of their entries, that such a store holds. */
export function held(
  known: Known,
  attributes: ReadonlyMap<string, Attribute>,
): Map<string, Attribute> {
  const mayName = (name: string) =>
    (known.emptyNames || name !== "") && bytes(name) <= (known.longest?.name ?? Infinity);
  const mayHold = (text: string) => known.emptyTexts || text !== "";
  const kept: [string, Attribute][] = [];
  for (const [name, value] of attributes) {
    if (!mayName(name) || known.never?.includes(name)) continue;
    if (typeof value === "string" && !mayHold(value)) continue;
    const isMap = value !== null && typeof value !== "string";
    const entries = isMap
      ? [...value].filter(([name, text]) => mayName(name) && mayHold(text))
      : [];
    const whole = known.halves === "kept" || known.longest === undefined;
    const wellFormed = entries.filter(([name, text]) =>
      whole || (name.isWellFormed() && text.isWellFormed())
    );
    kept.push([name, isMap ? new Map(wellFormed) : value]);
  }
  return new Map(kept);
}

/** Checks that records are refused, each alone, and that nothing is done. */
export async function assertRefused(
  store: RecordStore,
  records: readonly StoredRecord[],
): Promise<void> {
  const before = await contentsOf(store);
  for (const each of records) {
    await assert.rejects(
      fill(store, [each]),
      (error) => error instanceof UsageError || error instanceof LimitError,
    );
  }
  assert.deepEqual(await contentsOf(store), before);
}

/** All names and texts of attributes. */
function texts(attributes: ReadonlyMap<string, Attribute>): string[] {
  return [...attributes].flatMap(([name, value]) => {
    if (value === null) return [name];
    return typeof value === "string" ? [name, value] : [name, ...[...value].flat()];
  });
}

function isFilled(text: string): boolean {
  return text !== "";
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
