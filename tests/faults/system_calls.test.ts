/** Some of SQLite's system calls stopped and failed; `deno task faults` takes all. */

import assert from "node:assert/strict";
import { randomFrom, spread } from "./random.ts";
import { canTrace, trySystemCalls } from "./system_calls.ts";

const SEED = 20_261_122;
const CALLS = 2;
const ignore = !canTrace();

for (const kind of ["v1 sqlite", "v0 sqlite"] as const) {
  Deno.test({
    name: `${kind}: system calls that are stopped or fail`,
    ignore,
    fn: async () => {
      const random = randomFrom(SEED);
      const { killed } = await trySystemCalls(
        kind,
        (last) => spread(CALLS, last, random),
      );
      assert.ok(killed > 0);
    },
  });
}
