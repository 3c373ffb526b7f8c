/**
 * A few thousand hostile inputs, always the same; `deno task fuzz` tries many more.
 */

import assert from "node:assert/strict";
import { campaign } from "./campaign.ts";
import { TARGETS } from "./targets/mod.ts";

const RUNS = 150;
const SEED = 20_261_122;

for (const target of TARGETS) {
  Deno.test(`fuzz: ${target.name}`, () => {
    const { inputs } = campaign(target, { runs: RUNS, seed: SEED });
    assert.ok(inputs >= RUNS);
  });
}

Deno.test("fuzz: every target has its own name", () => {
  assert.equal(new Set(TARGETS.map(({ name }) => name)).size, TARGETS.length);
});
