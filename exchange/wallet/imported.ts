/**
 * What importers give: records, and what could not become one.
 *
 * @module
 */

import type { WalletRecord } from "../../core/wallet/record.ts";

/** Something in the file that did not become a record, or a part of one. */
export interface LeftOut {
  /** What it is, fit for a terminal; never a value. */
  what: string;
  /** Why, in plain words. */
  reason: string;
}

/** What an importer has read. */
export interface Imported {
  /** In the order of the file, no two with the same names; none has a time. */
  records: WalletRecord[];
  /** In the order in which it was noticed. */
  skipped: LeftOut[];
}

/**
 * Gives names that come again a number: `mail`, `mail (2)`, `mail (3)`. The first keeps
 * its name, and no name is made that another one has of its own.
 *
 * @example
 * ```ts
 * import { tellApart } from "./imported.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(tellApart(["a", "a", "a (2)"]), ["a", "a (3)", "a (2)"]);
 * ```
 */
export function tellApart(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = numbers.get(name) ?? 2;
    while (taken.has(`${name} (${number})`)) number++;
    numbers.set(name, number + 1);
    return `${name} (${number})`;
  });
}

/** The records, those of the same names told apart by a number after the access. */
export function tellRecordsApart(records: readonly WalletRecord[]): WalletRecord[] {
  const apart = [...records];
  const domains = Map.groupBy(records.keys(), (index) => records[index]!.domain);
  for (const indexes of domains.values()) {
    const accesses = tellApart(indexes.map((index) => records[index]!.access));
    indexes.forEach((index, nth) => {
      apart[index] = { ...records[index]!, access: accesses[nth]! };
    });
  }
  return apart;
}
