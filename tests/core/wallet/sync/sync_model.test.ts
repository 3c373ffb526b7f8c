/** Random edits in two copies, then sync: what must hold whatever they were. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { NotFoundError } from "../../../../core/errors.ts";
import type { WalletRecord } from "../../../../core/wallet/record.ts";
import type { WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import type { RecordName, Wallet } from "../../../../core/wallet/wallet.ts";
import { type Copies, twoCopies } from "../../../support/copies.ts";
import { collected } from "../../../support/wallets.ts";

const NAMES = ["a", "b", "c", "d", "e"].map((access) => ({ domain: "d", access }));
const START: WalletRecord[] = NAMES.slice(0, 3).map((name) => ({
  ...name,
  uid: `uid of ${name.access}`,
  pwd: "p",
  info: new Map([["i", "x"]]),
}));

type EditOf = { do: "set" | "delete" | "rename"; at: number; to: number; text: string };
const edit: fc.Arbitrary<EditOf> = fc.record({
  do: fc.constantFrom("set", "set", "delete", "rename"),
  at: fc.nat(NAMES.length - 1),
  to: fc.nat(NAMES.length - 1),
  text: fc.string({ maxLength: 3 }),
});
const edits = fc.array(edit, { maxLength: 6 });

async function make(wallet: Wallet, { do: what, at, to, text }: EditOf): Promise<void> {
  const [name, other] = [NAMES[at]!, NAMES[to]!];
  if (what === "set") return void await wallet.set(name, { uid: text });
  const there = await wallet.get(name) !== null;
  if (what === "delete" && there) await wallet.delete([name]);
  if (what === "rename" && there && at !== to) {
    await wallet.rename(name, other, { force: true });
  }
}

type Which = "first" | "second";

async function edited(copies: Copies, which: Which, edits: EditOf[]): Promise<void> {
  await using wallet = copies.wallet(which);
  for (const each of edits) await make(wallet, each);
}

/** By name: everything of every record. */
async function contents(copies: Copies, which: Which): Promise<Map<string, string>> {
  await using wallet = copies.wallet(which);
  const records = await collected(wallet.records());
  if (wallet.format === "coffer") {
    assert.deepEqual((await (wallet as WalletV1).verify()).problems, []);
  }
  return new Map(records.map(({ info, ...record }) => [
    textOf(record),
    JSON.stringify([record, [...info]]),
  ]));
}

function textOf({ domain, access }: RecordName): string {
  return JSON.stringify([domain, access]);
}

for (const format of ["v0", "v1"] as const) {
  for (const atomicChanges of [3, 10, 25]) {
    Deno.test(`${format}, ${atomicChanges} at once: sync after any edits`, async () => {
      const features = { atomicChanges };
      await fc.assert(
        fc.asyncProperty(edits, edits, fc.boolean(), async (here, there, isKnown) => {
          const copies = await twoCopies({ format, features, records: START });
          if (!isKnown) copies.base = null;
          await edited(copies, "first", here);
          await edited(copies, "second", there);
          await check(copies);
        }),
        { numRuns: 15 },
      );
    });
  }
}

Deno.test("v0: what was emptied in both stays empty, and is still known", async () => {
  const copies = await twoCopies({ format: "v0", features: {}, records: START });
  for (const which of ["first", "second"] as const) {
    const all = NAMES.map((_, at): EditOf => ({ do: "delete", at, to: 0, text: "" }));
    await edited(copies, which, all);
  }
  await check(copies);
  assert.equal((await contents(copies, "first")).size, 0);
});

async function check(copies: Copies): Promise<void> {
  const before = {
    first: await contents(copies, "first"),
    second: await contents(copies, "second"),
  };
  await using one = copies.wallet("first");
  const isV0 = one.format === "secret-wallet";
  if (isV0 && copies.base === null && before.first.size === 0) {
    // Nothing tells a wallet that was emptied from a place where none ever was.
    return await assert.rejects(copies.sync(), NotFoundError);
  }
  const dry = await copies.sync({ dryRun: true });
  const synced = await copies.sync();
  assert.deepEqual(dry.moved.length >= synced.moved.length, true);
  const first = await contents(copies, "first");
  const second = await contents(copies, "second");
  const left = new Set(synced.left.flatMap(({ names }) => names).map(textOf));
  for (const name of new Set([...first.keys(), ...second.keys(), ...left])) {
    if (left.has(name)) {
      assert.equal(first.get(name), before.first.get(name), "a conflict stays as it was");
      assert.equal(second.get(name), before.second.get(name));
    } else assert.equal(first.get(name), second.get(name), `${name} is the same in both`);
  }
  const again = await copies.sync();
  assert.deepEqual(again.moved, [], "sync again does nothing");
  assert.deepEqual(again.left, synced.left);
  const preferring = await copies.sync({ prefer: "second" });
  assert.deepEqual(preferring.left.filter(({ reason }) => !/too many/.test(reason)), []);
  if (preferring.left.length > 0) return;
  assert.deepEqual(await contents(copies, "first"), await contents(copies, "second"));
  for (const name of left) {
    assert.equal((await contents(copies, "first")).get(name), before.second.get(name));
  }
  const last = await copies.sync();
  assert.deepEqual([last.moved, last.left], [[], []]);
}
