/** A new wallet key for wallets that are in use, stopped anywhere. */

import assert from "node:assert/strict";
import { WatchedRecordStore } from "../../support/watched_record_store.ts";
import { collected } from "../../support/wallets.ts";
import {
  assertRenewed,
  assertUnopened,
  headerOf,
  Killed,
  killed,
  KilledStore,
  OWN,
  recordsOf,
  renew,
  sample,
  SECOND,
  THIRD,
} from "./renewals.ts";

for (const names of ["sealed", "clear"] as const) {
  Deno.test(`renewing a wallet, names ${names}: all of it has the new key`, async () => {
    const at = await sample({ names });
    await using store = new WatchedRecordStore(await at.openStore());
    const progress: [number, number][] = [];
    const result = await renew(store, {
      keep: [{ secret: SECOND }, { secret: at.token, slotId: at.ids[3] }],
      onProgress: (done, total) => void progress.push([done, total]),
    });
    assert.deepEqual(result, {
      continued: false,
      dropped: [{ id: at.ids[2], kind: "password", label: "third\x1b[31m" }],
      unfreed: [],
      moved: 5,
      records: 5,
    });
    await assertRenewed(at);
    // One key of 8 + 32 bytes with nonce and tag: the old one is in no slot.
    const { slots } = await headerOf(at);
    assert.deepEqual(slots.map(({ id }) => id), [at.ids[0], at.ids[1], at.ids[3]]);
    assert.deepEqual(slots.map(({ wrapped }) => wrapped.length), [80, 80, 80]);
    assert.deepEqual(await recordsOf(at, { secret: SECOND }), at.plain);
    assert.deepEqual(await recordsOf(at, { secret: at.token }), at.plain);
    await assertUnopened(at, THIRD);

    assert.deepEqual(progress, [[2, 5], [4, 5], [5, 5]]);
    const perRecord = names === "sealed" ? 2 : 1;
    assert.deepEqual(
      store.commits.map(({ length }) => length),
      [1, 2 * perRecord + 1, 2 * perRecord + 1, perRecord + 1, 1],
    );
  });
}

Deno.test("renewing a wallet: recordIds stay, revisions count", async () => {
  const at = await sample({ count: 1 });
  await using store = await at.openStore();
  const [before] = await collected(store.scan());
  await renew(await at.openStore());
  const [after] = await collected(store.scan());
  const [old, now] = [before!.value.attributes, after!.value.attributes];
  assert.deepEqual([old.get("rev"), now.get("rev")], ["1", "2"]);
  assert.equal(now.get("id"), old.get("id"));
  assert.notEqual(after!.value.access, before!.value.access);
});

Deno.test("renewing a wallet without records, and once more", async () => {
  const at = await sample({ count: 0 });
  assert.equal((await renew(await at.openStore())).moved, 0);
  await assertRenewed(at);
  const again = await renew(await at.openStore());
  assert.deepEqual([again.continued, again.dropped], [false, []]);
  assert.deepEqual((await headerOf(at)).epochs, [3]);
});

for (const names of ["sealed", "clear"] as const) {
  for (const made of [false, true]) {
    const what = made ? "after" : "before";
    Deno.test(`renewing, names ${names}: killed ${what} any commit, it goes on`, async () => {
      const commits = 5;
      for (let commit = 1; commit <= commits; commit++) {
        const at = await sample({ names });
        await killed(at, commit, made);
        assert.deepEqual(await recordsOf(at), at.plain, `${commit}: is open`);
        const begun = commit > 1 || made;
        if (begun) await assertUnopened(at, THIRD);
        const finished = commit === commits && made;
        if (!finished) {
          const result = await renew(await at.openStore(), {
            keep: [{ secret: SECOND }],
          });
          assert.equal(result.continued, begun, `${commit}`);
          const before = begun ? Math.max(0, commit - 2 + Number(made)) * 2 : 0;
          assert.equal(result.moved, Math.max(0, 5 - before), `${commit}: moved`);
        }
        await assertRenewed(at);
        assert.deepEqual(await recordsOf(at, { secret: SECOND }), at.plain);
      }
      const at = await sample({ names });
      const beyond = new KilledStore(await at.openStore(), commits + 1, made);
      await renew(beyond, { keep: [{ secret: SECOND }] });
    });
  }
}

Deno.test("renewing goes on after it was killed again and again", async () => {
  const at = await sample({ atomicChanges: 3 });
  await killed(at, 3, false);
  const seen: unknown[] = [];
  for (let run = 1; run <= 4; run++) {
    const store = new KilledStore(await at.openStore(), 2, false);
    const onProgress = (done: number) => void seen.push(done);
    await assert.rejects(renew(store, { onProgress }), Killed);
  }
  assert.deepEqual(seen, [2, 3, 4, 5]);
  await renew(await at.openStore());
  await assertRenewed(at);
});

Deno.test("who goes on without a secret is told which slot keeps the old key", async () => {
  const at = await sample();
  await killed(at, 2, false);
  const plans: unknown[] = [];
  const beforeWriting = (plan: unknown) => void plans.push(plan);
  const result = await renew(await at.openStore(), { beforeWriting });
  assert.deepEqual(plans, [{ continued: true, dropping: [], records: 5 }]);
  const unfreed = [{ id: at.ids[1], kind: "password", label: "second" }];
  assert.deepEqual(result, {
    continued: true,
    dropped: [],
    unfreed,
    moved: 5,
    records: 5,
  });
  const { slots } = await headerOf(at);
  assert.deepEqual(slots.map(({ wrapped }) => wrapped.length), [80, 120]);
  await assertRenewed(at);
  assert.deepEqual(await recordsOf(at, { secret: SECOND }), at.plain);
  await renew(await at.openStore(), { keep: [{ secret: OWN.secret as typeof SECOND }] }, {
    secret: SECOND,
  });
  assert.deepEqual((await headerOf(at)).epochs, [3]);
  assert.deepEqual(await recordsOf(at), at.plain);
});
