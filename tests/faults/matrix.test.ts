/**
 * Every command that writes, with faults at some of its calls, always the same;
 * `deno task faults` takes all calls.
 */

import assert from "node:assert/strict";
import { MODES } from "./matrix.ts";
import { testSample } from "./sampled.ts";
import { SCENARIOS } from "./scenarios.ts";

for (const [index, scenario] of SCENARIOS.entries()) testSample(scenario, index);

Deno.test("faults: every scenario has its own name, every fault is tried", () => {
  assert.equal(new Set(SCENARIOS.map(({ name }) => name)).size, SCENARIOS.length);
  assert.ok(SCENARIOS.some(({ shared }) => shared === true));
  assert.equal(MODES.length, 4);
});
