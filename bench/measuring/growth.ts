/**
 * How something grows with its size, in words.
 *
 * @module
 */

import { fitted, type Point, STEEPEST } from "./statistics.ts";

/** What grows less than this from the smallest size to the largest does not grow. */
const FLAT = 1.25;
/** Fewer points than a power law has numbers say nothing. */
const FEWEST = 3;

/** The exponent; 0 for what does not grow, `null` where the points tell nothing. */
export function exponentOf(points: readonly Point[]): number | null {
  if (points.length < FEWEST) return null;
  const costs = points.map(({ cost }) => cost);
  if (Math.max(...costs) < Math.min(...costs) * FLAT) return 0;
  const { each, exponent } = fitted(points);
  return each === 0 || exponent >= STEEPEST ? null : exponent;
}

/** How a cost grows: with which power of n, if with any that can be told. */
export function growthOf(points: readonly Point[]): string {
  const exponent = exponentOf(points);
  if (exponent === null) return "too little to tell";
  return exponent === 0 ? "does not grow" : `n^${exponent.toFixed(2)}`;
}
