/** What is made of measured numbers: medians, and the power with which something grows. */

import assert from "node:assert/strict";
import { exponentOf, growthOf } from "../../bench/measuring/growth.ts";
import { fitted, median, type Point } from "../../bench/measuring/statistics.ts";

const SIZES = [10, 100, 1_000, 10_000, 100_000];

Deno.test("the median is the middle one, whatever the order", () => {
  assert.equal(median([3]), 3);
  assert.equal(median([30, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 3);
});

for (const exponent of [0.5, 1, 1.53, 2]) {
  for (const fixed of [0, 250]) {
    Deno.test(`n^${exponent} is found beside a constant part of ${fixed}`, () => {
      const points = pointsOf((size) => fixed + 0.7 * size ** exponent);
      const found = fitted(points);
      assert.ok(Math.abs(found.exponent - exponent) < 0.011, `${found.exponent}`);
      assert.ok(Math.abs(found.fixed - fixed) <= 0.05 * fixed + 0.1, `${found.fixed}`);
      assert.equal(growthOf(points), `n^${exponent.toFixed(2)}`);
    });
  }
}

Deno.test("a little noise changes the power a little", () => {
  const noise = [1.03, 0.98, 1.02, 0.99, 1.01];
  const points = pointsOf((size) => 250 + 0.07 * size)
    .map(({ size, cost }, at) => ({ size, cost: cost * noise[at]! }));
  assert.ok(Math.abs(exponentOf(points)! - 1) < 0.1, `${exponentOf(points)}`);
});

Deno.test("what stays about the same does not grow", () => {
  const points = pointsOf((size) => 100 + Math.log10(size));
  assert.equal(exponentOf(points), 0);
  assert.equal(growthOf(points), "does not grow");
});

Deno.test("too few points, a peak in the middle and a wall at the end tell nothing", () => {
  const few = pointsOf((size) => size).slice(0, 2);
  const shrinking = pointsOf((size) => 1_000 - 9 * Math.log10(size) ** 3);
  const wall = pointsOf((size) => size < 100_000 ? 1 : 1e9);
  for (const points of [few, shrinking, wall, []]) {
    assert.equal(growthOf(points), "too little to tell");
  }
});

function pointsOf(cost: (size: number) => number): Point[] {
  return SIZES.map((size) => ({ size, cost: cost(size) }));
}
