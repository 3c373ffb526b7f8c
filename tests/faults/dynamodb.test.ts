/**
 * Commands on DynamoDB, with lost requests and answers at some of their calls;
 * `deno task faults` takes all.
 */

import assert from "node:assert/strict";
import { startEngines } from "../support/dynamodb_engines.ts";
import { withCheapDerivation } from "../support/stashes.ts";
import { dynamodbScenarios } from "./dynamodb_scenarios.ts";
import { tryScenario } from "./matrix.ts";
import { randomFrom, spread } from "./random.ts";

const SEED = 20_261_122;
const CALLS = 1;
/** Requests that are lost are asked again after a pause, so it is one command of these. */
const EVERY = 3;

const engines = await startEngines();

for (const [index, scenario] of engines.flatMap(dynamodbScenarios).entries()) {
  if (index % EVERY !== 0) continue;
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
