import assert from "node:assert/strict";
import { inParallel } from "../../exchange/in_parallel.ts";

const ITEMS = Array.from({ length: 50 }, (_, i) => i);

Deno.test("inParallel: takes every item once, never more than eight at a time", async () => {
  const taken: number[] = [];
  let running = 0;
  let most = 0;
  const progress: [number, number | null][] = [];
  await inParallel(ITEMS, {
    onProgress: (done, total) => progress.push([done, total]),
    work: async (item) => {
      most = Math.max(most, ++running);
      taken.push(item);
      await Promise.resolve();
      running--;
    },
  });
  assert.deepEqual(taken, ITEMS);
  assert.equal(most, 8);
  assert.deepEqual(progress, ITEMS.map((item) => [item + 1, 50]));
});

Deno.test("inParallel: after an error nothing begins, and all has ended", async () => {
  let begun = 0;
  let ended = 0;
  const wrong = new Error("wrong");
  const work = async (item: number) => {
    begun++;
    if (item === 3) throw wrong;
    for (let i = 0; i < 5; i++) await Promise.resolve();
    ended++;
  };
  await assert.rejects(inParallel(ITEMS, { work }), wrong);
  assert.ok(begun < ITEMS.length, "stopped early");
  assert.equal(ended, begun - 1);
});

Deno.test("inParallel: what the listener throws comes out too", async () => {
  const stop = new Error("stop");
  const onProgress = () => {
    throw stop;
  };
  await assert.rejects(inParallel(ITEMS, { work: async () => {}, onProgress }), stop);
});
