/**
 * Two or three stashes on one store, their calls to it in every order that a
 * random scheduler comes up with.
 */

import fc from "fast-check";
import assert from "node:assert/strict";
import { toHex, utf8 } from "../../../core/bytes.ts";
import { ConflictError } from "../../../core/errors.ts";
import type { BlobStore } from "../../../core/ports.ts";
import { openStash, type Stash, WAY_BACK_SUFFIX } from "../../../core/stash/stash.ts";
import { PASSWORD, stashStore, withCheapDerivation } from "../../support/stashes.ts";
import { type Call, watched } from "../../support/watched_store.ts";

type Outcome = "done" | "conflict";

/** Waits for a change; a conflict is fair, any other error is not. */
async function outcome(change: Promise<unknown>): Promise<Outcome> {
  try {
    await change;
    return "done";
  } catch (error) {
    if (error instanceof ConflictError) return "conflict";
    throw error;
  }
}

/** More calls than a change makes, so that some begin when the first is over. */
const CALLS = 9;

/**
 * Runs a change of each of `count` stashes on one store, in many interleavings. The
 * first begins at once, the others when it has made any number of calls.
 */
async function interleave(
  count: number,
  change: (stash: Stash, i: number) => Promise<unknown>,
  check: (store: BlobStore, outcomes: Outcome[]) => Promise<void>,
): Promise<void> {
  const calls = fc.nat({ max: CALLS });
  const property = fc.asyncProperty(fc.scheduler(), calls, async (scheduler, calls) => {
    const store = await stashStore([[["shared"], "before"]]);
    const gate = Promise.withResolvers<void>();
    let left = Infinity;
    const stashes = await Promise.all(Array.from({ length: count }, (_, i) => {
      const before = ({ name }: Call) => {
        if (left === Infinity) return;
        if (i === 0 && left-- <= 0) gate.resolve();
        return scheduler.schedule(Promise.resolve(), `${i} ${name}`);
      };
      return openStash(watched(store, { before }), PASSWORD);
    }));
    left = calls;
    const first = outcome(change(stashes[0]!, 0)).finally(gate.resolve);
    const others = stashes.slice(1).map(async (stash, i) => {
      await gate.promise;
      return await outcome(change(stash, i + 1));
    });
    await check(store, await scheduler.waitFor(Promise.all([first, ...others])));
  });
  await withCheapDerivation(() => fc.assert(property, { numRuns: 200 }));
}

async function readAll(store: BlobStore, password = PASSWORD): Promise<string[][]> {
  using stash = await openStash(store, password);
  return [...stash.entries()].map(({ key, node }) => [...key, toHex(node.value!)]);
}

const only = (outcomes: Outcome[], wanted: Outcome) =>
  outcomes.flatMap((outcome, i) => outcome === wanted ? [i] : []);

Deno.test("interleaved: writers of different keys all land", async () => {
  await interleave(
    3,
    (stash, i) => stash.write([`own ${i}`], utf8(`${i}`)),
    async (store, outcomes) => {
      assert.deepEqual(outcomes, ["done", "done", "done"]);
      assert.equal((await readAll(store)).length, 4);
    },
  );
});

Deno.test("interleaved: of writers of one key, one lands and the others are told", async () => {
  await interleave(
    3,
    (stash, i) => stash.write(["shared"], Uint8Array.of(i)),
    async (store, outcomes) => {
      const done = only(outcomes, "done");
      assert.equal(done.length, 1);
      assert.deepEqual(await readAll(store), [["shared", `0${done[0]}`]]);
    },
  );
});

Deno.test("interleaved: a write and a new password both land, or the write is told", async () => {
  const seen = new Set<string>();
  await interleave(
    2,
    (stash, i) =>
      i === 0 ? stash.changePassword("new") : stash.write(["mine"], utf8("x")),
    async (store, [changed, written]) => {
      assert.equal(changed, "done");
      const names = (await readAll(store, "new")).map(([name]) => name);
      assert.deepEqual(names, written === "done" ? ["shared", "mine"] : ["shared"]);
      assert.equal(await store.sibling(WAY_BACK_SUFFIX).load(), null);
      seen.add(written!);
    },
  );
  assert.equal(seen.size, 2, "both orders must have come up");
});

Deno.test("interleaved: of two new passwords one wins, and both know which", async () => {
  await interleave(
    2,
    (stash, i) => stash.changePassword(`new ${i}`),
    async (store, outcomes) => {
      const done = only(outcomes, "done");
      assert.equal(done.length, 1);
      assert.deepEqual((await readAll(store, `new ${done[0]}`)).length, 1);
      assert.equal(await store.sibling(WAY_BACK_SUFFIX).load(), null);
    },
  );
});
