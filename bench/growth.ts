/**
 * How something grows with the number of records.
 *
 * @module
 */

/** A cost at three sizes, each ten times the one before. */
export type Costs = readonly [small: number, middle: number, large: number];

/** What grows less than this from the smallest size to the largest does not grow. */
const FLAT = 1.25;
/** A difference of less than this part of the smallest cost is noise. */
const NOISE = 0.03;

/** How a cost grows, in words: with which power of n, if with any that can be told. */
export function growthOf([small, middle, large]: Costs): string {
  if (large < small * FLAT) return "does not grow";
  if (middle - small < small * NOISE) return "too little to tell";
  // `a + b·n^k` through the three: what the start of the program costs falls out of the
  // differences.
  return `n^${Math.log10((large - middle) / (middle - small)).toFixed(2)}`;
}
