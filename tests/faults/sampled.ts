/** Commands with faults at some of their calls, always the same. */

import assert from "node:assert/strict";
import { withCheapKeys } from "./cheap.ts";
import { tryScenario } from "./matrix.ts";
import { randomFrom, spread } from "./random.ts";
import type { Scenario } from "./scenario.ts";

const SEED = 20_261_122;
/** How many calls of a command. */
const CALLS = 1;

/** Makes a test of a command, which is one of many by its `index`. */
export function testSample(scenario: Scenario, index: number): void {
  Deno.test(`faults: ${scenario.name}`, async () => {
    const random = randomFrom(SEED + index);
    await withCheapKeys(async () => {
      const { faults } = await tryScenario(
        scenario,
        (last) => spread(CALLS, last, random),
      );
      assert.ok(faults.once > 0 && faults.dead > 0 && faults.unheard > 0);
    });
  });
}
