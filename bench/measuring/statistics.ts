/**
 * What measured numbers come to. Pure.
 *
 * @module
 */

/** The middle one; of an even number, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** A cost at a size. */
export interface Point {
  size: number;
  cost: number;
}

/** `fixed + each · size^exponent`. */
export interface Power {
  fixed: number;
  each: number;
  exponent: number;
}

const STEP = 0.01;
/** What is fitted beyond this is no growth that a program has. */
export const STEEPEST = 4;

/**
 * The power law that goes nearest to the points, in parts of each: what is constant, the
 * start of a program above all, is told apart from what grows.
 */
export function fitted(points: readonly Point[]): Power {
  let best: Power = { fixed: 0, each: 0, exponent: 0 };
  let least = Infinity;
  for (let step = 1; step <= STEEPEST / STEP; step++) {
    const found = linear(points, step * STEP);
    const error = misfit(points, found);
    if (error < least) [best, least] = [found, error];
  }
  return best;
}

/** Weighted least squares for one exponent; neither part may be less than nothing. */
function linear(points: readonly Point[], exponent: number): Power {
  let [s1, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
  for (const { size, cost } of points) {
    // In parts of the cost, each point counts alike.
    const [one, x] = [1 / cost, size ** exponent / cost];
    s1 += one * one;
    sx += one * x;
    sxx += x * x;
    sy += one;
    sxy += x;
  }
  const each = (s1 * sxy - sx * sy) / (s1 * sxx - sx * sx);
  const fixed = (sy - each * sx) / s1;
  if (each < 0 || !Number.isFinite(each)) return { fixed: sy / s1, each: 0, exponent };
  return fixed < 0 ? { fixed: 0, each: sxy / sxx, exponent } : { fixed, each, exponent };
}

function misfit(points: readonly Point[], { fixed, each, exponent }: Power): number {
  return points.reduce(
    (sum, { size, cost }) => sum + ((fixed + each * size ** exponent) / cost - 1) ** 2,
    0,
  );
}
