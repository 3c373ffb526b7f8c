/**
 * `deno task fuzz`: hostile inputs for every reader, 100,000 and more in all.
 *
 *     deno task fuzz                            a seed of its own, which is printed
 *     deno task fuzz --seed 5 --runs 1000       as many for each target, from this seed
 *     deno task fuzz --only v1_header           one target
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Campaign, campaign } from "./campaign.ts";
import { TARGETS } from "./targets/mod.ts";

/** For each target; all together are some 180,000. */
const RUNS = 6_000;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: `${RUNS}` },
    only: { type: "string" },
  },
});
const seed = Number(values.seed ?? crypto.getRandomValues(new Int32Array(1))[0]);
const runs = Number(values.runs);
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  console.error("--seed and --runs are whole numbers");
  Deno.exit(2);
}
const targets = TARGETS.filter(({ name }) => (values.only ?? name) === name);

console.log(`seed ${seed}`);
let all = 0, failed = 0;
for (const target of targets) {
  try {
    const result = campaign(target, { runs, seed });
    all += result.inputs;
    console.log(line(target.name, result));
  } catch (error) {
    failed++;
    console.error(`${target.name}: ${error instanceof Error ? error.message : error}`);
  }
}
console.log(`${all} inputs for ${targets.length} targets, ${failed} of which failed`);
if (failed > 0 || targets.length === 0) Deno.exit(1);

function line(name: string, { inputs, taken, longest }: Campaign): string {
  const counts = `${inputs} inputs, ${taken} taken, ${inputs - taken} refused`;
  return `${name.padEnd(20)} ${counts}, ${longest.toFixed(1)} ms at most`;
}
