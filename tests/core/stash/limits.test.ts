import assert from "node:assert/strict";
import { ConflictError, LimitError, UnavailableError } from "../../../core/errors.ts";
import { retryConflicts } from "../../../core/stash/turns.ts";
import {
  MAX_ITERATIONS,
  MIN_ITERATIONS,
  newParameters,
} from "../../../core/stash/derive.ts";
import { counted } from "../../support/stashes.ts";

Deno.test("limits: a new stash has 220,000 to 10,000,000 rounds, and a whole number", () => {
  assert.deepEqual([MIN_ITERATIONS, MAX_ITERATIONS], [220_000, 10_000_000]);
  for (const iterations of [MIN_ITERATIONS, MAX_ITERATIONS]) {
    assert.equal(newParameters(iterations, counted).iterations, iterations);
  }
  const others = [
    MIN_ITERATIONS - 1,
    MAX_ITERATIONS + 1,
    0,
    -1,
    300_000.5,
    NaN,
    Infinity,
  ];
  for (const iterations of others) {
    assert.throws(() => newParameters(iterations, counted), LimitError);
  }
});

Deno.test("limits: a salt is drawn anew, of 32 bytes", () => {
  assert.equal(newParameters(MIN_ITERATIONS, counted).salt.length, 32);
});

Deno.test("limits: who is never quick enough tries a hundred times", async () => {
  let [saves, catches] = [0, 0];
  const save = () => Promise.reject(new ConflictError(`${++saves}`));
  const catchUp = () => Promise.resolve(void catches++);
  await assert.rejects(retryConflicts(save, catchUp), ConflictError);
  assert.deepEqual([saves, catches], [100, 99]);
});

Deno.test("limits: any other failure is not tried again", async () => {
  let saves = 0;
  const save = () => Promise.reject(new UnavailableError(`${++saves}`));
  await assert.rejects(retryConflicts(save, () => Promise.resolve()), UnavailableError);
  assert.equal(saves, 1);
});
