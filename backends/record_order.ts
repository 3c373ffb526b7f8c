/**
 * The order of records: code points of the domain, then of the access.
 *
 * @module
 */

import type { RecordKey } from "../core/ports.ts";

/** Below zero, zero or above: where `a` stands to `b`. */
export function compareKeys(a: RecordKey, b: RecordKey): number {
  return compareTexts(a.domain, b.domain) || compareTexts(a.access, b.access);
}

/**
 * Compares by code points, as Python and SQLite do; JavaScript's own `<` goes by UTF-16
 * units and has U+FF5A after U+1F600. Half a surrogate pair counts as what it is.
 */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  // The first halves may be the same and the second ones differ.
  if (at > 0 && isFirstHalf(a.charCodeAt(at - 1))) at--;
  return a.codePointAt(at)! - b.codePointAt(at)! ||
    a.codePointAt(at + 1)! - b.codePointAt(at + 1)!;
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
