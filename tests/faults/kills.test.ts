/** A few processes killed at random moments; `deno task faults` kills hundreds. */

import assert from "node:assert/strict";
import { killOn, type StoreKind } from "./kills.ts";
import { Worlds } from "./worlds.ts";

const KILLS = 4;
const CHOSEN: readonly StoreKind[] = ["v1 file", "v1 sqlite", "stash file"];

for (const kind of CHOSEN) {
  Deno.test(`${kind}: killed at random moments while others write`, async () => {
    const seed = crypto.getRandomValues(new Int32Array(1))[0]!;
    try {
      const { kills } = await killOn(kind, { kills: KILLS, seed });
      assert.ok(kills >= KILLS);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  });
}

Deno.test("worlds: what was acknowledged must be there, what was killed may be", () => {
  const set = (name: string) => (world: ReadonlyMap<string, string>) =>
    new Map([...world, [name, "1"]]);
  const worlds = new Worlds();
  worlds.done(set("a"));
  worlds.perhaps(set("b"));
  assert.deepEqual(worlds.certain(), ["a"]);
  assert.throws(() => worlds.settle(new Map()));
  assert.throws(() => worlds.settle(new Map([["a", "1"], ["b", "2"]])));
  worlds.settle(new Map([["a", "1"], ["b", "1"]]));
  assert.deepEqual(worlds.certain(), ["a", "b"]);
});
