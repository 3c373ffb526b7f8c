import fc from "fast-check";
import assert from "node:assert/strict";
import { LimitError, UsageError } from "../../../core/errors.ts";
import { inParts } from "../../../core/wallet/in_parts.ts";

Deno.test("all is done once and in order, whatever fits together", async () => {
  const weights = fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 60 });
  const property = fc.asyncProperty(
    weights,
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 10, max: 40 }),
    async (items, size, most) => {
      const done: number[] = [];
      await inParts(items, size, (part) => {
        assert.ok(part.length >= 1 && part.length <= size);
        const weight = part.reduce((sum, each) => sum + each, 0);
        if (weight > most) return Promise.reject(new LimitError("too heavy"));
        done.push(...part);
        return Promise.resolve();
      });
      assert.deepEqual(done, items);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

Deno.test("what is too large alone is told, and so is every other error", async () => {
  const done: number[] = [];
  const tooLarge = (limit: number) => (part: readonly number[]) => {
    if (part.some((each) => each > limit)) return Promise.reject(new LimitError("large"));
    done.push(...part);
    return Promise.resolve();
  };
  await assert.rejects(inParts([1, 2, 9, 4], 4, tooLarge(5)), LimitError);
  assert.deepEqual(done, [1, 2]);
  let calls = 0;
  const failing = () => {
    calls++;
    return Promise.reject(new UsageError("no"));
  };
  await assert.rejects(inParts([1, 2, 3], 3, failing), UsageError);
  assert.equal(calls, 1);
});
