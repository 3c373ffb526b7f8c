/** From a wallet of format v0 to one of format v1, stopped anywhere. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { memoryRecordStore } from "../../../backends/memory.ts";
import {
  AuthenticationError,
  ConflictError,
  DamagedError,
  ExistsError,
  UsageError,
} from "../../../core/errors.ts";
import type { Attribute, RecordChange, RecordStore } from "../../../core/ports.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import {
  type Upgraded,
  type UpgradeOptions,
  upgradeWallet,
} from "../../../core/wallet/upgrade.ts";
import { openWalletV1, type SecretsV1 } from "../../../core/wallet/v1/wallet.ts";
import { toTimestampV1 } from "../../../core/wallet/v1/updated.ts";
import type { RecordName } from "../../../core/wallet/wallet.ts";
import { anyText } from "../../support/arbitraries.ts";
import { ODD_TEXTS } from "../../support/record_store_samples.ts";
import { WatchedRecordStore } from "../../support/watched_record_store.ts";
import {
  collected,
  freshV0,
  type FreshWallet,
  memoryStores,
  NOW_V1,
  type OpenStore,
  PASSWORD,
  quickSlot,
  SURROUNDINGS,
} from "../../support/wallets.ts";

const NEW: SecretsV1 = { secret: { password: "the new password" } };
const SLOT = quickSlot("the new password");

/** What the new wallet holds of `record`. */
function asV1(record: WalletRecord): WalletRecord {
  const info = new Map([...record.info].sort(([a], [b]) => a < b ? -1 : 1));
  return { ...record, info, updated: toTimestampV1(record.updated!)! };
}

function sampleRecord(i: number): WalletRecord {
  return {
    domain: `d${i % 2}`,
    access: `a${i}`,
    uid: i % 2 ? "" : `usér ${i}`,
    pwd: `pw ${i}`,
    info: new Map(i % 3 ? [["a", ""], ["b", "ÿ"]] : []),
    updated: `2020-01-02T03:04:05${i % 2 ? `.00000${i}` : ""}`,
  };
}

/** A v0 wallet with these records in this order. */
async function old(records: readonly WalletRecord[]): Promise<FreshWallet> {
  const fresh = await freshV0();
  const { wallet } = await fresh.open();
  await wallet.insert(records.map((record) => ({ record, overwrite: false })));
  return fresh;
}

const SAMPLE = [0, 2, 4, 1, 3].map(sampleRecord);

async function upgrade(
  fresh: FreshWallet,
  to: RecordStore,
  options: Partial<UpgradeOptions> = {},
): Promise<Upgraded> {
  const { wallet, store } = await fresh.open();
  const result = await upgradeWallet({
    from: wallet,
    to,
    create: () => ({ slots: [SLOT] }),
    secrets: NEW,
    surroundings: SURROUNDINGS,
    ...options,
  });
  assert.ok(!store.calls.includes("commit"), "the old wallet was written to");
  // Neither is closed: both are the caller's.
  await wallet.unlock();
  await to.header();
  return result;
}

async function recordsIn(openStore: OpenStore): Promise<WalletRecord[]> {
  await using wallet = openWalletV1(await openStore(), NEW, SURROUNDINGS);
  const { problems } = await wallet.verify();
  assert.deepEqual(problems, []);
  return await collected(wallet.records());
}

function withUpdated(record: WalletRecord, updated: string): WalletRecord {
  return { ...record, updated };
}

/** Writes attributes of a v0 record as they are. */
async function spoil(
  fresh: FreshWallet,
  { domain, access }: RecordName,
  attributes: Record<string, Attribute>,
): Promise<void> {
  const raw = await fresh.raw();
  const found = await raw.get({ domain, access });
  const all = new Map([
    ...(found?.value.attributes ?? []),
    ...Object.entries(attributes),
  ]);
  const record = { domain, access, attributes: all };
  const expected = found?.version ?? "absent";
  await raw.commit([{ do: "put", record, expected }]);
}

Deno.test("upgrade: every record is in a new wallet, and the old one as it was", async () => {
  await using fresh = await old(SAMPLE);
  const before = await collected((await fresh.raw()).scan());
  const openStore = memoryStores({ features: { atomicChanges: 7 } });
  const to = new WatchedRecordStore(await openStore());
  const events: unknown[] = [];
  const result = await upgrade(fresh, to, {
    create: () => {
      events.push("create");
      return { slots: [SLOT, { kind: "token", label: "ci" }], names: "clear" };
    },
    beforeWriting: () => void events.push(["before", to.commits.length]),
    onProgress: (...counts) => void events.push(counts),
  });
  const { slots, ...counts } = result;
  assert.deepEqual(counts, { records: 5, already: 0, unopened: [], undated: [] });
  assert.deepEqual(slots.map(({ token }) => token === undefined), [true, false]);
  assert.deepEqual(events, [["before", 0], "create", [5, 5]]);
  assert.deepEqual(await recordsIn(openStore), SAMPLE.map(asV1));
  assert.deepEqual(await collected((await fresh.raw()).scan()), before);
  assert.equal(await (await fresh.raw()).header(), null);
  const token = { secret: { token: slots[1]!.token! } };
  await using wallet = openWalletV1(await openStore(), token, SURROUNDINGS);
  assert.equal((await collected(wallet.names())).length, 5);
});

Deno.test("upgrade: no records, and a second time", async () => {
  await using fresh = await old([]);
  const openStore = memoryStores();
  assert.equal((await upgrade(fresh, await openStore())).records, 0);
  assert.deepEqual(await recordsIn(openStore), []);
  const create = () => assert.fail("made twice");
  const again = await upgrade(fresh, await openStore(), { create });
  assert.deepEqual([again.records, again.slots], [0, []]);
});

Deno.test("upgrade: progress of many", async () => {
  const many = Array.from({ length: 300 }, (_, i) => sampleRecord(i % 10)).map(
    (record, i) => ({ ...record, access: `a${i}` }),
  );
  await using fresh = await old(many);
  const openStore = memoryStores();
  const seen: unknown[] = [];
  const onProgress = (...counts: number[]) => void seen.push(counts);
  await upgrade(fresh, await openStore(), { onProgress });
  assert.deepEqual(seen, [[250, 300], [300, 300]]);
  assert.equal((await recordsIn(openStore)).length, 300);
});

class Killed extends Error {}

/** Stops for ever at a commit, which is made or not. */
class KilledStore extends WatchedRecordStore {
  #left: number;
  readonly #made: boolean;

  constructor(store: RecordStore, at: number, made: boolean) {
    super(store);
    this.#left = at;
    this.#made = made;
    this.before = () => {
      if (this.#left === 0) throw new Killed();
    };
  }

  override async commit(changes: readonly RecordChange[]): Promise<void> {
    if (this.#left > 1 || this.#made) await super.commit(changes);
    if (--this.#left === 0) throw new Killed();
  }
}

for (const made of [false, true]) {
  const what = made ? "after" : "before";
  Deno.test(`upgrade: killed ${what} any commit, it goes on`, async () => {
    await using fresh = await old(SAMPLE);
    // Two records at a time: one commit for the header, three for records.
    const commits = 4;
    for (let commit = 1; commit <= commits; commit++) {
      const openStore = memoryStores({ features: { atomicChanges: 3 } });
      const store = new KilledStore(await openStore(), commit, made);
      await assert.rejects(upgrade(fresh, store), Killed);
      const written = Math.min(5, Math.max(0, commit - 2 + Number(made)) * 2);
      const isNew = commit === 1 && !made;
      let asked = 0;
      const result = await upgrade(fresh, await openStore(), {
        beforeWriting: () => void asked++,
      });
      assert.equal(result.already, written, `${commit}`);
      assert.equal(result.slots.length, Number(isNew));
      assert.equal(result.records, 5);
      assert.equal(asked, written === 5 ? 0 : 1);
      assert.deepEqual(await recordsIn(openStore), SAMPLE.map(asV1));
    }
    const beyond = new KilledStore(
      memoryRecordStore({ features: { atomicChanges: 3 } }),
      commits + 1,
      made,
    );
    await upgrade(fresh, beyond);
  });
}

Deno.test("upgrade: what was changed between two runs is named, and nothing written", async () => {
  await using fresh = await old(SAMPLE.slice(0, 3));
  const openStore = memoryStores();
  await upgrade(fresh, await openStore());
  const { wallet } = await fresh.open();
  const [first, second, third] = SAMPLE as [WalletRecord, WalletRecord, WalletRecord];
  await wallet.set(first, { pwd: "other", info: new Map([["c\n", "1"]]) });
  await wallet.set(SAMPLE[3]!, { uid: "not there yet" });
  await wallet.delete([third]);
  const to = new WatchedRecordStore(await openStore());
  const run = upgrade(fresh, to, {
    beforeWriting: () => assert.fail("nothing to write"),
  });
  const error = await run.catch((error) => error);
  assert.ok(error instanceof ConflictError, String(error));
  const names = [first, third].map(({ domain, access }) => ({ domain, access }));
  assert.deepEqual(error.subjects, names);
  assert.match(
    error.message,
    /: d0\/a0 \(pwd, \["info","c\\n"\], updated\); d0\/a4 \(not in the old wallet\)$/,
  );
  assert.deepEqual(to.commits, []);
  assert.deepEqual(await recordsIn(openStore), [first, second, third].map(asV1));
});

Deno.test("upgrade: what is changed while it runs is named", async () => {
  await using fresh = await old(SAMPLE);
  const { wallet } = await fresh.open();
  const cases: [() => Promise<unknown>, RegExp][] = [
    [() => wallet.set(SAMPLE[1]!, { uid: "quick" }), /: d0\/a2 \(uid, updated\)$/],
    [() => wallet.set({ domain: "x", access: "y" }, {}), /: x\/y \(missing\)$/],
    [() => wallet.delete([SAMPLE[0]!]), /: d0\/a0 \(not in the old wallet\)$/],
  ];
  for (const [change, message] of cases) {
    const to = new WatchedRecordStore(memoryRecordStore());
    const create = () => {
      to.beforeNext("commit", () => to.beforeNext("commit", change));
      return { slots: [SLOT] };
    };
    const run = upgrade(fresh, to, { create });
    await assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof ConflictError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("upgrade: records that do not open are named, the others taken over", async () => {
  await using fresh = await old(SAMPLE);
  await spoil(fresh, SAMPLE[0]!, { pwd: "no token" });
  await spoil(fresh, { domain: "half\ud800", access: "x" }, { uid: null, pwd: null });
  const openStore = memoryStores();
  const result = await upgrade(fresh, await openStore());
  const [half, spoilt] = result.unopened.toSorted((a, b) => b.domain < a.domain ? -1 : 1);
  assert.deepEqual(
    [half!.domain, half!.access, spoilt!.domain, spoilt!.access],
    ["half\ud800", "x", "d0", "a0"],
  );
  assert.ok(half!.reason instanceof UsageError);
  assert.ok(spoilt!.reason instanceof DamagedError);
  assert.match(spoilt!.reason.message, /pwd of d0\/a0/);
  assert.equal(result.records, 4);
  assert.deepEqual(await recordsIn(openStore), SAMPLE.slice(1).map(asV1));
  // Mended: the next run takes it over, and nothing is in its way.
  const { wallet } = await fresh.open();
  await wallet.insert([{ record: SAMPLE[0]!, overwrite: true }]);
  const again = await upgrade(fresh, await openStore());
  assert.deepEqual([again.already, again.records, again.unopened.length], [4, 5, 1]);
  assert.deepEqual(await recordsIn(openStore), SAMPLE.map(asV1));
  // What an earlier run has taken over is not in its way when it does not open any more.
  await spoil(fresh, SAMPLE[2]!, { uid: "no token" });
  const last = await upgrade(fresh, await openStore());
  assert.deepEqual([last.records, last.unopened.length], [4, 2]);
  assert.deepEqual(await recordsIn(openStore), SAMPLE.map(asV1));
});

Deno.test("upgrade: values that are not there, and times that are none", async () => {
  await using fresh = await old([sampleRecord(0)]);
  const absent = { uid: null, pwd: null, info: null };
  await spoil(fresh, { domain: "x", access: "bare" }, absent);
  await spoil(fresh, { domain: "x", access: "dated" }, {
    ...absent,
    timestamp: "long ago",
  });
  const openStore = memoryStores();
  const result = await upgrade(fresh, await openStore());
  assert.deepEqual(result.undated, [{ domain: "x", access: "dated" }]);
  const rest = { uid: null, pwd: null, info: new Map<string, string>() };
  assert.deepEqual(await recordsIn(openStore), [
    asV1(sampleRecord(0)),
    withUpdated({ domain: "x", access: "bare", ...rest }, NOW_V1),
    withUpdated({ domain: "x", access: "dated", ...rest }, NOW_V1),
  ]);
  const later = { ...SURROUNDINGS, clock: () => new Date(0) };
  const again = await upgrade(fresh, await openStore(), { surroundings: later });
  assert.deepEqual([again.already, again.undated.length], [3, 1]);
});

Deno.test("upgrade: wrong passwords and places in use; nothing is written", async () => {
  await using fresh = await old(SAMPLE);
  const to = new WatchedRecordStore(memoryRecordStore());
  const { wallet } = await fresh.open("wrong");
  const none = { beforeWriting: () => assert.fail("too early") };
  await assert.rejects(
    upgrade(fresh, to, { from: wallet, ...none }),
    AuthenticationError,
  );
  const used = new WatchedRecordStore(memoryRecordStore());
  const record = { domain: "a", access: "b", attributes: new Map() };
  await used.commit([{ do: "put", record, expected: "absent" }]);
  await assert.rejects(upgrade(fresh, used), ExistsError);
  assert.deepEqual([to.commits.length, used.commits.length], [0, 1]);
  await upgrade(fresh, to);
  const commits = to.commits.length;
  const secrets = { secret: { password: PASSWORD } };
  await assert.rejects(upgrade(fresh, to, { secrets, ...none }), AuthenticationError);
  assert.equal(to.commits.length, commits);
});

Deno.test("upgrade keeps every name and value as it is", async () => {
  const latin1 = (text: string) => text.replace(/[^\0-\xff]/g, "?");
  const odd = ODD_TEXTS.map((text, i) => ({
    domain: i % 2 ? text : "odd",
    access: text,
    uid: latin1(text),
    pwd: "",
    info: new Map([[text, latin1(text)]]),
  }));
  const name = anyText.map((text) => text.toWellFormed());
  const value = anyText.map(latin1);
  const info = fc.array(fc.tuple(name, value), { maxLength: 3 }).map((all) =>
    new Map(all)
  );
  const record = fc.record({ domain: name, access: name, uid: value, pwd: value, info });
  const records = fc.array(record, { maxLength: 6 });
  const property = fc.asyncProperty(records, async (records) => {
    await using fresh = await old(records);
    const openStore = memoryStores({ features: { atomicChanges: 9 } });
    const { wallet } = await fresh.open();
    const expected = await collected(wallet.records());
    const result = await upgrade(fresh, await openStore());
    assert.deepEqual(result.unopened, []);
    const byName = (a: RecordName, b: RecordName) =>
      JSON.stringify([a.domain, a.access]) < JSON.stringify([b.domain, b.access])
        ? -1
        : 1;
    const found = (await recordsIn(openStore)).sort(byName);
    const plain = (record: WalletRecord) => ({
      ...asV1(record),
      info: new Map([...record.info].sort(([a], [b]) => a < b ? -1 : 1)),
    });
    assert.deepEqual(found.map(plain), expected.sort(byName).map(plain));
  });
  await fc.assert(property, { numRuns: 8, examples: [[odd]] });
});
