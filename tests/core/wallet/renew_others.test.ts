/** A new wallet key while others write, and what can be wrong about it. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  AuthenticationError,
  ConflictError,
  DamagedError,
  UsageError,
} from "../../../core/errors.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import { changeRecords } from "../../../core/wallet/v1/change_header.ts";
import { createWalletV1 } from "../../../core/wallet/v1/create_wallet.ts";
import { passwordDevice, randomDevice } from "../../../core/wallet/v1/device.ts";
import type { NamesMode } from "../../../core/wallet/v1/header.ts";
import { formatHeader } from "../../../core/wallet/v1/header_format.ts";
import { openStored } from "../../../core/wallet/v1/opening.ts";
import { parseRecord } from "../../../core/wallet/v1/parse_record.ts";
import { formatRecord } from "../../../core/wallet/v1/record_parts.ts";
import { recordSeal } from "../../../core/wallet/v1/record_seal.ts";
import {
  openSessionV1,
  type RenewedWallet,
  renewWalletKey,
  type RenewWalletOptions,
} from "../../../core/wallet/v1/renew_wallet.ts";
import { WalletSession } from "../../../core/wallet/v1/session.ts";
import { SlotKey } from "../../../core/wallet/v1/slot_key.ts";
import { openWalletV1 } from "../../../core/wallet/v1/wallet.ts";
import { anyText } from "../../support/arbitraries.ts";
import { ODD_TEXTS } from "../../support/record_store_samples.ts";
import { WatchedRecordStore } from "../../support/watched_record_store.ts";
import {
  collected,
  memoryStores,
  PASSWORD,
  QUICK_KDF,
  SURROUNDINGS,
} from "../../support/wallets.ts";
import {
  assertRenewed,
  headerOf,
  killed,
  OWN,
  recordsOf,
  renew,
  sample,
  SECOND,
  THIRD,
  withWallet,
} from "./renewals.ts";

const { random } = SURROUNDINGS;

for (const names of ["sealed", "clear"] as const) {
  Deno.test(`renewing, names ${names}: others write before every commit`, async () => {
    const at = await sample({ names, count: 12, atomicChanges: 5 });
    await using other = openWalletV1(await at.openStore(), OWN, SURROUNDINGS);
    await other.unlock();
    const expected = new Map(at.plain.map((each) => [each.access, each]));
    let turn = 0;
    await using store = new WatchedRecordStore(await at.openStore());
    store.before = async (call) => {
      if (call !== "commit" || turn >= 10) return;
      const i = turn++;
      if (i % 2 === 0) {
        const name = { domain: "new", access: `n${i}` };
        await other.set(name, { uid: "new" });
        expected.set(name.access, (await other.get(name))!);
      }
      const record = at.plain[i]!;
      if (i % 3 === 0) {
        await other.set(record, { pwd: `changed ${i}` });
        expected.set(record.access, (await other.get(record))!);
      } else if (i % 3 === 1) {
        const to = { domain: record.domain, access: `renamed ${i}` };
        await other.rename(record, to);
        expected.delete(record.access);
        expected.set(to.access, (await other.get(to))!);
      } else {
        await other.delete([record]);
        expected.delete(record.access);
      }
    };
    const result = await renew(store);
    assert.equal(turn, 10);
    assert.equal(result.records, expected.size);
    const now = await recordsOf(at);
    assert.deepEqual(
      now.map(({ access }) => access).sort(),
      [...expected.keys()].sort(),
    );
    for (const record of now) assert.deepEqual(record, expected.get(record.access));
    await assertRenewed(at, now);
    // The other handle has come along, and writes under the new key.
    await other.set({ domain: "new", access: "last" }, { uid: "x" });
    assert.equal((await recordsOf(at)).length, expected.size + 1);
  });
}

Deno.test("renewing: what others insert just before it begins is moved as well", async () => {
  const at = await sample({ count: 0 });
  await using store = new WatchedRecordStore(await at.openStore());
  store.beforeNext("commit", async () => {
    await withWallet(at, (wallet) => wallet.set({ domain: "a", access: "b" }, {}));
  });
  const result = await renew(store);
  assert.deepEqual([result.moved, result.records], [1, 1]);
  await assertRenewed(at, await recordsOf(at));
});

Deno.test("renewing: two runs at once end with one new key", async () => {
  for (const commit of [2, 3, 5]) {
    const at = await sample();
    await using store = new WatchedRecordStore(await at.openStore());
    let inner: RenewedWallet | undefined;
    let count = 0;
    store.before = async (call) => {
      if (call === "commit" && ++count === commit) {
        inner = await renew(await at.openStore());
      }
    };
    const outer = await renew(store);
    await assertRenewed(at);
    assert.equal(outer.moved + inner!.moved, 5, `${commit}`);
    assert.deepEqual([outer.continued, inner!.continued], [false, true]);
  }
});

Deno.test("renewing: who is overtaken at the first commit goes on with that", async () => {
  const at = await sample();
  await using store = new WatchedRecordStore(await at.openStore());
  store.beforeNext("commit", () => killed(at, 2, false));
  const result = await renew(store);
  assert.deepEqual([result.continued, result.dropped, result.moved], [true, [], 5]);
  assert.deepEqual(result.unfreed.map(({ id }) => id), [at.ids[1]]);
  await assertRenewed(at);
});

Deno.test("renewing: a secret that opens nothing, and nothing is written", async () => {
  const at = await sample();
  const before = await headerOf(at);
  const wrong = { password: "nobody's" };
  const cases: [RenewWalletOptions["keep"], RegExp][] = [
    [[{ secret: wrong }], /password that was given opens none of the other slots: wrong/],
    [[{ secret: SECOND }, { secret: wrong }], /none of the other slots/],
    [[{ secret: { password: PASSWORD } }], /none of the other slots/],
    [[{ secret: { token: "cft1_x" } }], /token that was given opens none/],
    [
      [{ secret: SECOND, slotId: at.ids[2] }],
      /"third\\u001b\[31m", does not open: wrong/,
    ],
    [[{ secret: SECOND, slotId: at.ids[3] }], /"ci", does not open/],
  ];
  for (const [keep, message] of cases) {
    await assert.rejects(renew(await at.openStore(), { keep: keep! }), (error: Error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.deepEqual(await headerOf(at), before);
});

Deno.test("renewing: device keys of the slots that are kept", async () => {
  const openStore = memoryStores();
  const shared = randomDevice(random);
  const own = await passwordDevice("device", { kdf: QUICK_KDF, random });
  const slot = { kind: "password", kdf: QUICK_KDF } as const;
  const slots = [
    { ...slot, password: "1", label: "one", device: shared },
    { ...slot, password: "2", label: "two", device: shared },
    { ...slot, password: "3", label: "three", device: own },
  ];
  const surroundings = SURROUNDINGS;
  const made = await createWalletV1(await openStore(), { slots, surroundings });
  await made.wallet[Symbol.asyncDispose]();
  const secrets = { secret: { password: "1" }, deviceKey: shared.key };
  const keep = [
    { secret: { password: "2" } },
    { secret: { password: "3" }, devicePassword: "device" },
  ];
  const result = await renew(await openStore(), { keep }, secrets);
  assert.deepEqual(result.dropped, []);
  const at = { openStore };
  assert.deepEqual((await headerOf(at)).epochs, [2]);
  for (const password of ["1", "2"]) {
    const secrets = { secret: { password }, deviceKey: shared.key };
    assert.deepEqual(await recordsOf(at, secrets), []);
  }
  assert.deepEqual(
    await recordsOf(at, { secret: { password: "3" }, deviceKey: own.key }),
    [],
  );
});

Deno.test("renewing: a slot that somebody else changes meanwhile is not dropped", async () => {
  const at = await sample();
  const store = new WatchedRecordStore(await at.openStore());
  store.beforeNext("commit", async () => {
    await withWallet(
      at,
      ({ slots }) => slots.changePassword("another"),
      { secret: SECOND },
    );
  });
  const error = await renew(store, { keep: [{ secret: SECOND }] }).catch((error) =>
    error
  );
  assert.ok(error instanceof ConflictError);
  assert.match(error.message, new RegExp(at.ids[1]!));
  assert.deepEqual((await headerOf(at)).epochs, [1]);
  assert.deepEqual(await recordsOf(at, { secret: { password: "another" } }), at.plain);
});

Deno.test("renewing: what is said before, and whoever says no", async () => {
  const at = await sample();
  const before = await headerOf(at);
  const plans: unknown[] = [];
  const no = new Error("no");
  const store = new WatchedRecordStore(await at.openStore());
  const run = renew(store, {
    keep: [{ secret: SECOND }],
    beforeWriting: async (plan) => {
      plans.push(plan);
      await store.backup("before");
      throw no;
    },
  });
  await assert.rejects(run, (error) => error === no);
  assert.deepEqual(plans, [{
    continued: false,
    dropping: [
      { id: at.ids[2], kind: "password", label: "third\x1b[31m" },
      { id: at.ids[3], kind: "token", label: "ci" },
    ],
    records: 5,
  }]);
  assert.deepEqual(store.commits, []);
  assert.deepEqual(await headerOf(at), before);
});

Deno.test("renewing: what is damaged is found before anything is written", async () => {
  const at = await sample();
  await using raw = await at.openStore();
  const all = await collected(raw.scan());
  const { value, version } = all.find(({ value }) => value.attributes.has("uid"))!;
  const record = { ...value, attributes: new Map(value.attributes).set("uid", "c1.AA") };
  await raw.commit([{ do: "put", record, expected: version }]);
  let asked = false;
  const run = renew(await at.openStore(), { beforeWriting: () => void (asked = true) });
  await assert.rejects(run, DamagedError);
  assert.equal(asked, false);
  assert.deepEqual((await headerOf(at)).epochs, [1]);
});

Deno.test("renewing: a value under a good seal that does not open is found as well", async () => {
  const at = await sample();
  await using raw = await at.openStore();
  const { state, slotKey } = await openStored(raw, OWN);
  const { header, keyring } = state.open;
  const all = await collected(raw.scan());
  const { value, version } = all.find(({ value }) => value.attributes.has("uid"))!;
  const { parts, seal: old } = parseRecord(value);
  const { walletId, names } = header;
  const swapped = { ...parts, uid: parts.pwd };
  const seal = recordSeal(swapped, { walletId, names, keys: keyring.newest });
  const seals = [{ old: { epoch: 1, seal: old }, new: { epoch: 1, seal } }];
  const next = formatHeader(changeRecords(state.open, seals, random).header);
  const record = formatRecord({ parts: swapped, seal });
  await raw.commit([
    { do: "put", record, expected: version },
    { do: "header", header: next, expected: state.version! },
  ]);
  await assert.rejects(renew(await at.openStore()), DamagedError);
  assert.deepEqual((await headerOf(at)).epochs, [1]);
  slotKey!.wipe();
});

Deno.test("renewing: the keys of the slots that are kept are wiped", async () => {
  const at = await sample();
  const wiped = new Set<string>();
  const { wipe } = SlotKey.prototype;
  SlotKey.prototype.wipe = function () {
    wiped.add(this.slotId);
    wipe.call(this);
  };
  try {
    await using session = openSessionV1(await at.openStore(), OWN, SURROUNDINGS);
    await session.header.opening();
    wiped.clear();
    await renewWalletKey(session, { keep: [{ secret: THIRD }] });
    assert.ok(wiped.has(at.ids[2]!));
    assert.ok(!wiped.has(at.ids[0]!));
  } finally {
    SlotKey.prototype.wipe = wipe;
  }
});

Deno.test("renewing: a wrong password, no wallet, and a wallet that was just made", async () => {
  const at = await sample();
  const wrong = { secret: { password: "wrong" } };
  await assert.rejects(renew(await at.openStore(), {}, wrong), AuthenticationError);
  const openIt = async () => ({
    ...await openStored(await at.openStore(), OWN),
    slotKey: null,
  });
  await using session = new WalletSession(await at.openStore(), openIt, SURROUNDINGS);
  await assert.rejects(renewWalletKey(session), UsageError);
});

Deno.test("renewing: the session is of use afterwards", async () => {
  const at = await sample();
  await using session = openSessionV1(await at.openStore(), OWN, SURROUNDINGS);
  await renewWalletKey(session);
  await renewWalletKey(session);
  assert.deepEqual((await headerOf(at)).epochs, [3]);
  assert.deepEqual(await recordsOf(at), at.plain);
});

Deno.test("renewing keeps every name and value as it is", async () => {
  const odd = ODD_TEXTS.map((text, i): WalletRecord => ({
    domain: i % 2 ? text : "odd",
    access: text,
    uid: text,
    pwd: null,
    info: new Map([[text, text]]),
  }));
  const at = await sample({ records: odd, atomicChanges: 21 });
  await renew(await at.openStore());
  await assertRenewed(at);

  const text = anyText.map((text) => text.toWellFormed());
  const value = fc.option(text, { nil: null });
  const info = fc.array(fc.tuple(text, text), { maxLength: 3 }).map((all) =>
    new Map(all)
  );
  const record = fc.record({ domain: text, access: text, uid: value, pwd: value, info });
  const records = fc.array(record, { maxLength: 6 });
  const names = fc.constantFrom<NamesMode>("sealed", "clear");
  const atomicChanges = fc.integer({ min: 3, max: 9 });
  const property = fc.asyncProperty(
    records,
    names,
    atomicChanges,
    async (records, names, atomicChanges) => {
      const at = await sample({ records, names, atomicChanges });
      await renew(await at.openStore());
      await assertRenewed(at);
    },
  );
  await fc.assert(property, { numRuns: 8 });
});
