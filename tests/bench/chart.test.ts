/** The chart: well-formed, the same for the same numbers, and true to them. */

import assert from "node:assert/strict";
import { chart, type Series } from "../../bench/page/chart.ts";

const SIZES = [10, 1_000, 100_000];
const linear: Series = {
  panel: "time and entries",
  name: "a < b & c",
  points: SIZES.map((size) => ({ size, cost: size / 1_000 })),
};

Deno.test("a power law is a straight line across the panel", () => {
  const [first, middle, last] = placesIn(chart([linear]));
  assert.equal(middle![0] - first![0], last![0] - middle![0]);
  assert.equal(middle![1] - first![1], last![1] - middle![1]);
  assert.ok(last![0] > first![0] && last![1] < first![1], "it goes up to the right");
});

Deno.test("names are escaped, panels without curves say so", () => {
  const drawn = chart([linear]);
  assert.match(drawn, />a &lt; b &amp; c</);
  assert.equal(drawn.match(/not measured/g)?.length, 3);
  assert.equal(chart([]).match(/not measured/g)?.length, 4);
});

Deno.test("costs of nothing are left out", () => {
  const points = [...linear.points, { size: 7, cost: 0 }];
  assert.equal(chart([{ ...linear, points }]), chart([linear]));
});

Deno.test("many curves can be told apart", () => {
  const series = Array.from(
    { length: 12 },
    (_, at) => ({ ...linear, name: `curve ${at}` }),
  );
  const strokes = [...chart(series).matchAll(/<polyline [^>]*?(stroke=[^>]*)>/g)]
    .map(([, stroke]) => stroke);
  assert.equal(new Set(strokes).size, 12);
});

Deno.test("every tag is closed, and there is no number that is none", () => {
  const drawn = chart([linear, { ...linear, panel: "memory and value" }]);
  assert.doesNotMatch(drawn, /NaN|Infinity|undefined/);
  const open: string[] = [];
  for (const [, end, name, single] of drawn.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (end === "/") assert.equal(open.pop(), name);
    else if (single === "") open.push(name!);
  }
  assert.deepEqual(open, []);
});

/** Where the points of the first curve are. */
function placesIn(drawn: string): [x: number, y: number][] {
  const [, points] = /<polyline points="([^"]*)"/.exec(drawn)!;
  return points!.split(" ").map((pair) =>
    pair.split(",").map(Number) as [number, number]
  );
}
