/**
 * The order in which records are shown: code points of the domain, then of the access.
 * Stores have it only where they see the names.
 *
 * @module
 */

import type { RecordName } from "./place.ts";

/** Below zero, zero or above: where `a` stands to `b`. Names are well-formed. */
export function compareNames(a: RecordName, b: RecordName): number {
  return compareTexts(a.domain, b.domain) || compareTexts(a.access, b.access);
}

/** By code points; JavaScript's own `<` goes by UTF-16 units, with U+FF5A after U+1F600. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
}

/** In well-formed text, a unit of a pair is above every character that is one unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
