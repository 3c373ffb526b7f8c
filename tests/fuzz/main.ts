/**
 * `deno task fuzz`: hostile inputs for every reader, 100,000 and more in all.
 *
 *     deno task fuzz                            a seed of its own, which is printed
 *     deno task fuzz --seed 5 --runs 1000       as many for each target, from this seed
 *     deno task fuzz --only v1_header           one target
 *
 * The readers run in a Worker, so that one that never comes back is noticed here: it is
 * ended, and the target, the seed and the number of the input are printed.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Campaign } from "./campaign.ts";
import { TARGETS } from "./targets/mod.ts";
import type { Order, Report } from "./worker.ts";

/** For each target; all together are some 180,000. */
const RUNS = 6_000;
/** In milliseconds: how long one input may keep the others waiting before all is ended. */
const PATIENCE = 20_000;
const BETWEEN_LOOKS = 500;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: `${RUNS}` },
    only: { type: "string" },
  },
});
const seed = Number(values.seed ?? crypto.getRandomValues(new Int32Array(1))[0]);
const runs = Number(values.runs);
const names = TARGETS.map(({ name }) => name)
  .filter((name) => (values.only ?? name) === name);
if (
  !Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1 || names.length === 0
) {
  console.error("--seed and --runs are whole numbers, --only is the name of a target");
  Deno.exit(2);
}

console.log(`seed ${seed}`);
const order: Order = { names, runs, seed, done: new SharedArrayBuffer(4) };
const { inputs, failed } = await reports(order);
console.log(`${inputs} inputs for ${names.length} targets, ${failed} of which failed`);
Deno.exit(failed > 0 ? 1 : 0);

/** Prints what the Worker says until it has done all targets, or hangs. */
async function reports(order: Order): Promise<{ inputs: number; failed: number }> {
  const all = { inputs: 0, failed: 0 };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const left = [...order.names];
  await new Promise<void>((resolve) => {
    const watch = watchOver(order, () => {
      const place = `input ${Atomics.load(new Int32Array(order.done), 0) + 1} of all`;
      console.error(`${left[0]} never comes back: ${place}, seed ${order.seed}`);
      all.failed++;
      end();
    });
    const end = () => {
      clearInterval(watch);
      worker.terminate();
      resolve();
    };
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if ("failure" in data) {
        all.failed++;
        console.error(`${data.name}: ${data.failure}`);
      } else {
        all.inputs += data.campaign.inputs;
        console.log(line(data.name, data.campaign));
      }
      left.shift();
      if (left.length === 0) end();
    };
    worker.postMessage(order);
  });
  return all;
}

/** Calls `hung` when no input was done for too long. */
function watchOver(
  { done }: Order,
  hung: () => void,
): ReturnType<typeof setInterval> {
  const count = new Int32Array(done);
  let seen = -1, since = performance.now();
  return setInterval(() => {
    const now = Atomics.load(count, 0);
    if (now !== seen) [seen, since] = [now, performance.now()];
    else if (performance.now() - since > PATIENCE) hung();
  }, BETWEEN_LOOKS);
}

function line(name: string, { inputs, taken, longest }: Campaign): string {
  const counts = `${inputs} inputs, ${taken} taken, ${inputs - taken} refused`;
  return `${name.padEnd(20)} ${counts}, ${longest.toFixed(1)} ms at most`;
}
