/**
 * How something grows with the number of records.
 *
 * @module
 */

/** A cost at three sizes, each ten times the one before. */
export type Costs = readonly [small: number, middle: number, large: number];

/** What grows less than this from the smallest size to the largest does not grow. */
const FLAT = 1.25;

/**
 * The exponent k of `a + b·n^k` through three sizes of which each is ten times the one
 * before; `null` if the cost does not grow.
 */
export function exponent([small, middle, large]: Costs): number | null {
  if (large < small * FLAT || large <= middle) return null;
  // What the start of the program costs falls out of the differences.
  return Math.log10((large - middle) / Math.max(middle - small, Number.EPSILON));
}
