/**
 * `deno task faults`: every command that writes, with a fault at every call that it makes;
 * then real processes, killed at random moments while others work on the same store.
 *
 *     deno task faults                         all of it, with a seed of its own
 *     deno task faults --kills 300 --seed 5    as many kills of each store, from this seed
 *     deno task faults --only 'v1 sqlite'      commands and stores of such names
 *     deno task faults --every 10              a fault at every tenth call
 *     deno task faults --part 2/4 --kills 0    a fourth of the commands, for one of four runs
 *
 * The seed decides which commands run and when each is killed, not what the system makes of
 * it: a run with the same seed is alike, not the same.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { startEngines } from "../support/dynamodb_engines.ts";
import { dynamodbScenarios } from "./dynamodb_scenarios.ts";
import { reportKills } from "./kills_report.ts";
import { reportMatrix } from "./matrix_report.ts";
import { SCENARIOS } from "./scenarios.ts";
import { canTrace, trySystemCalls } from "./system_calls.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    every: { type: "string", default: "1" },
    seed: { type: "string" },
    only: { type: "string", default: "" },
    part: { type: "string", default: "1/1" },
  },
});
const seed = Number(values.seed ?? crypto.getRandomValues(new Int32Array(1))[0]);
const [kills, every] = [Number(values.kills), Number(values.every)];
const [part, parts] = values.part.split("/").map(Number) as [number, number];
if (
  ![seed, kills, every, part, parts].every(Number.isInteger) || every < 0 || kills < 0
) {
  console.error(
    "--kills, --every and --seed are whole numbers, --part is one of so many",
  );
  Deno.exit(2);
}

console.log(`seed ${seed}`);
const engines = every === 0 ? [] : await startEngines();
const chosen = [...SCENARIOS, ...engines.flatMap(dynamodbScenarios)]
  .filter(({ name }) => name.includes(values.only))
  .filter((_, index) => index % parts === part - 1);
const matrix = every === 0 ? { failed: 0 } : await reportMatrix(chosen, every);
if (every > 0 && part === 1) await reportSystemCalls();
const killed = await reportKills({ kills, seed, only: values.only });
Deno.exit(matrix.failed + killed.failed > 0 ? 1 : 0);

async function reportSystemCalls(): Promise<void> {
  if (!canTrace()) return console.log("system calls: there is no strace here");
  for (const kind of ["v1 sqlite", "v0 sqlite"] as const) {
    if (!kind.includes(values.only)) continue;
    const { calls, killed, failed, done } = await trySystemCalls(kind, function* (last) {
      for (let at = 1; at <= last; at += every) yield at;
    });
    console.log(
      `${kind}: ${calls} system calls of SQLite: ${killed} runs killed, ${failed} failed, ` +
        `${done} went on`,
    );
  }
}
