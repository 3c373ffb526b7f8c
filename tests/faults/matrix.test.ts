/**
 * Every command that writes, with faults at some of its calls, always the same;
 * `deno task faults` takes all calls.
 */

import assert from "node:assert/strict";
import { withCheapDerivation } from "../support/stashes.ts";
import { MODES, tryScenario } from "./matrix.ts";
import { randomFrom, spread } from "./random.ts";
import { SCENARIOS } from "./scenarios.ts";

const SEED = 20_261_122;
/** How many calls of a command. */
const CALLS = 1;

for (const [index, scenario] of SCENARIOS.entries()) {
  Deno.test(`faults: ${scenario.name}`, async () => {
    const random = randomFrom(SEED + index);
    await withCheapDerivation(async () => {
      const { faults } = await tryScenario(
        scenario,
        (last) => spread(CALLS, last, random),
      );
      assert.ok(faults.once > 0 && faults.dead > 0 && faults.unheard > 0);
    });
  });
}

Deno.test("faults: every scenario has its own name, every fault is tried", () => {
  assert.equal(new Set(SCENARIOS.map(({ name }) => name)).size, SCENARIOS.length);
  assert.ok(SCENARIOS.some(({ shared }) => shared === true));
  assert.equal(MODES.length, 4);
});
