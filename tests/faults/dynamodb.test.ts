/**
 * Commands on DynamoDB, with lost requests and answers at some of their calls;
 * `deno task faults` takes all.
 */

import { startEngines } from "../support/dynamodb_engines.ts";
import { dynamodbScenarios } from "./dynamodb_scenarios.ts";
import { testSample } from "./sampled.ts";

/** Requests that are lost are asked again after a pause, so it is one command of these. */
const EVERY = 3;

const engines = await startEngines();

for (const [index, scenario] of engines.flatMap(dynamodbScenarios).entries()) {
  if (index % EVERY === 0) testSample(scenario, index);
}
