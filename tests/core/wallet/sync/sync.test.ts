/** What one sync does, and what it refuses. */

import assert from "node:assert/strict";
import { memoryRecordStore } from "../../../../backends/memory.ts";
import {
  AuthenticationError,
  ConflictError,
  DamagedError,
  NotFoundError,
  RefusedError,
} from "../../../../core/errors.ts";
import type { RecordStore } from "../../../../core/ports.ts";
import type { WalletRecord } from "../../../../core/wallet/record.ts";
import { renewWalletKey } from "../../../../core/wallet/v1/renew_wallet.ts";
import type { Risk } from "../../../../core/wallet/sync/sync.ts";
import { openStored } from "../../../../core/wallet/v1/opening.ts";
import { WalletSession } from "../../../../core/wallet/v1/session.ts";
import type { WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";
import { type Copies, twoCopies } from "../../../support/copies.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { collected, NOW, PASSWORD, SURROUNDINGS } from "../../../support/wallets.ts";
import { storedRecord } from "../v1_service/samples.ts";

const [A, B, C, D] = ["a", "b", "c", "d"].map((access) => ({ domain: "d", access })) as [
  RecordName,
  RecordName,
  RecordName,
  RecordName,
];
const RECORDS: WalletRecord[] = [A, B, C].map((name) => ({
  ...name,
  uid: name.access,
  pwd: "p",
  info: new Map(),
}));

type Which = "first" | "second";

async function set(copies: Copies, which: Which, name: RecordName, uid: string) {
  await using wallet = copies.wallet(which);
  await wallet.set(name, { uid });
}

async function remove(copies: Copies, which: Which, name: RecordName) {
  await using wallet = copies.wallet(which);
  await wallet.delete([name]);
}

async function uids(
  copies: Copies,
  which: Which,
): Promise<Record<string, string | null>> {
  await using wallet = copies.wallet(which);
  const records = await collected(wallet.records());
  return Object.fromEntries(records.map(({ access, uid }) => [access, uid]));
}

const two = (format: "v0" | "v1", features = {}) =>
  twoCopies({ format, features, records: RECORDS });

for (const format of ["v0", "v1"] as const) {
  Deno.test(`sync ${format}: each side takes what the other has changed`, async () => {
    const copies = await two(format);
    await set(copies, "first", A, "changed");
    await set(copies, "second", D, "new");
    await remove(copies, "second", B);
    const { same, moved, left } = await copies.sync();
    assert.deepEqual([same, left], [1, []]);
    assert.deepEqual(
      moved.map(({ names, deed, to }) => [names[0]!.access, deed, to]).toSorted(),
      [["a", "changed", "second"], ["b", "deleted", "first"], ["d", "added", "first"]],
    );
    const expected = { a: "changed", c: "c", d: "new" };
    assert.deepEqual(await uids(copies, "first"), expected);
    assert.deepEqual(await uids(copies, "second"), expected);
  });

  Deno.test(`sync ${format}: what was deleted in one does not come back`, async () => {
    const copies = await two(format);
    await remove(copies, "first", A);
    await copies.sync();
    assert.deepEqual(await uids(copies, "second"), { b: "b", c: "c" });
    // Without the memory, nobody can tell it from a new one.
    await set(copies, "second", A, "again");
    await remove(copies, "first", B);
    await copies.sync({ base: null });
    assert.deepEqual(await uids(copies, "first"), { a: "again", b: "b", c: "c" });
  });

  Deno.test(`sync ${format}: conflicts stay, until somebody says who is right`, async () => {
    for (const prefer of ["first", "second"] as const) {
      const copies = await two(format);
      await set(copies, "first", A, "here");
      await set(copies, "second", A, "there");
      await remove(copies, "first", B);
      await set(copies, "second", B, "kept");
      const { moved, left } = await copies.sync();
      assert.deepEqual(moved, []);
      assert.deepEqual(left, [
        { names: [A], reason: "changed in the first, changed in the second" },
        { names: [B], reason: "deleted in the first, changed in the second" },
      ]);
      assert.equal((await uids(copies, "first"))["a"], "here");
      assert.equal((await uids(copies, "second"))["a"], "there");
      await copies.sync({ prefer });
      const expected = prefer === "first"
        ? { a: "here", c: "c" }
        : { a: "there", b: "kept", c: "c" };
      assert.deepEqual(await uids(copies, "first"), expected);
      assert.deepEqual(await uids(copies, "second"), expected);
    }
  });

  Deno.test(`sync ${format}: a dry run says the same and writes nothing`, async () => {
    const copies = await two(format);
    await set(copies, "first", A, "changed");
    const store = new WatchedRecordStore(copies.store("second"));
    const dry = await copies.sync({ dryRun: true }, { second: store });
    assert.ok(!store.takeCalls().includes("commit"));
    assert.deepEqual((await copies.sync()).moved, dry.moved);
    assert.equal(dry.moved.length, 1);
  });

  Deno.test(`sync ${format}: killed at any call, the next run ends well`, async () => {
    for (let at = 1;; at++) {
      const copies = await two(format, { atomicChanges: 3 });
      for (const name of [A, B, D]) await set(copies, "first", name, "changed");
      await remove(copies, "second", C);
      const second = new WatchedRecordStore(copies.store("second"));
      let calls = 0;
      second.before = () => {
        if (++calls >= at) throw new Error("killed");
      };
      const died = await copies.sync({}, { second }).then(() => false, () => true);
      const { left } = await copies.sync();
      assert.deepEqual(left, [], `killed at call ${at}`);
      const expected = { a: "changed", b: "changed", d: "changed" };
      assert.deepEqual(await uids(copies, "first"), expected);
      assert.deepEqual(await uids(copies, "second"), expected);
      if (!died) return assert.ok(at > 3);
    }
  });
}

Deno.test("sync v0: somebody who writes at the same time keeps what he wrote", async () => {
  const copies = await two("v0");
  await set(copies, "first", A, "here");
  await set(copies, "first", B, "here");
  const second = new WatchedRecordStore(copies.store("second"));
  second.beforeNext("commit", () => set(copies, "second", A, "quicker"));
  const { moved, left } = await copies.sync({}, { second });
  assert.deepEqual(moved.map(({ names }) => names[0]!.access), ["b"]);
  assert.deepEqual(left.map(({ names }) => names), [[A]]);
  assert.match(left[0]!.reason, /just changed/);
  assert.equal((await uids(copies, "second"))["a"], "quicker");
  assert.match((await copies.sync()).left[0]!.reason, /changed in the first, changed/);
});

Deno.test("sync v1: somebody who writes at the same time is seen in the next round", async () => {
  const copies = await two("v1");
  await set(copies, "first", A, "here");
  await set(copies, "first", B, "here");
  const second = new WatchedRecordStore(copies.store("second"));
  second.beforeNext("commit", () => set(copies, "second", A, "quicker"));
  const { moved, left } = await copies.sync({}, { second });
  assert.deepEqual(moved.map(({ names }) => names[0]!.access), ["b"]);
  assert.deepEqual(left.map(({ names }) => names), [[A]]);
  assert.equal((await uids(copies, "second"))["a"], "quicker");
});

Deno.test("sync v1: a record that another sync was quicker to bring is not there twice", async () => {
  const copies = await two("v1");
  await set(copies, "first", D, "new");
  const second = new WatchedRecordStore(copies.store("second"));
  second.beforeNext("commit", async () => {
    await copies.sync({ base: null });
    await using wallet = copies.wallet("second");
    await wallet.rename(D, { domain: "d", access: "moved" });
  });
  const base = copies.base;
  const { moved, left } = await copies.sync({ base }, { second });
  assert.deepEqual(moved, []);
  assert.deepEqual(left.map(({ names }) => names.map(({ access }) => access)), [[
    "d",
    "moved",
  ]]);
  await using wallet = copies.wallet("second") as WalletV1;
  assert.deepEqual((await wallet.verify()).problems, []);
});

Deno.test("sync v1: if others write all the time, it gives up", async () => {
  const copies = await two("v1");
  await set(copies, "first", A, "here");
  const second = new WatchedRecordStore(copies.store("second"));
  let count = 0;
  second.before = (call) => call === "commit" && set(copies, "second", D, `${count++}`);
  await assert.rejects(copies.sync({}, { second }), ConflictError);
  assert.ok(count >= 20);
});

Deno.test("sync v0: a moved record keeps its tokens and its timestamp", async () => {
  const copies = await two("v0");
  await set(copies, "first", D, "new");
  await copies.sync();
  const [there, here] = [
    await copies.store("second").get(D),
    await copies.store("first").get(D),
  ];
  assert.deepEqual(there, here);
  assert.equal(await copies.store("second").header(), null);
});

Deno.test("sync v0: a new name is put before the old one is taken away", async () => {
  const copies = await two("v0", { atomicChanges: 2 });
  {
    await using second = copies.wallet("second");
    await second.rename(A, { domain: "z", access: "last" });
    await second.rename(B, { domain: "z", access: "the very last" });
  }
  const first = new WatchedRecordStore(copies.store("first"));
  await copies.sync({}, { first });
  assert.deepEqual(
    first.commits.map((changes) => changes.map((change) => change.do)),
    [["put", "put"], ["delete", "delete"]],
  );
});

Deno.test("sync v1: a moved record is as it was sealed; the one preferred is a later revision", async () => {
  const copies = await two("v1");
  await set(copies, "first", A, "here");
  await copies.sync();
  const [here, there] = [copies.store("first"), copies.store("second")];
  assert.deepEqual(
    (await storedRecord(there, A)).value,
    (await storedRecord(here, A)).value,
  );
  await set(copies, "first", A, "here 3");
  for (const uid of ["there 3", "there 4", "there 5"]) {
    await set(copies, "second", A, uid);
  }
  await copies.sync({ prefer: "first" });
  for (const store of [here, there]) {
    const { value: { attributes } } = await storedRecord(store, A);
    assert.equal(attributes.get("rev"), "6");
  }
  assert.equal((await uids(copies, "second"))["a"], "here 3");
});

Deno.test("sync v1: names that were exchanged are exchanged at once", async () => {
  const copies = await two("v1");
  {
    await using first = copies.wallet("first");
    await first.rename(A, D);
    await first.rename(B, A);
    await first.rename(D, B);
  }
  const { moved } = await copies.sync();
  assert.deepEqual(moved.map(({ deed, names }) => [deed, names.length]), [[
    "changed",
    2,
  ]]);
  assert.deepEqual(await uids(copies, "second"), { a: "b", b: "a", c: "c" });
});

Deno.test("sync v1: more exchanged names than one commit takes are left alone", async () => {
  const copies = await two("v1", { atomicChanges: 3 });
  {
    await using first = copies.wallet("first");
    for (const [from, to] of [[A, D], [B, A], [C, B], [D, C]] as const) {
      await first.rename(from, to);
    }
  }
  const { moved, left } = await copies.sync();
  assert.deepEqual([moved.length, left[0]!.names.length], [0, 3]);
  assert.match(left[0]!.reason, /too many names/);
});

Deno.test("sync v1: a copy that is older than it was is not taken for changed", async () => {
  const copies = await two("v1");
  const store = copies.store("second");
  const { id } = await store.backup("before");
  await set(copies, "first", A, "changed");
  await copies.sync();
  await store.restore(id);
  await assert.rejects(copies.sync(), (error: Error) => {
    assert.ok(error instanceof ConflictError);
    assert.match(error.message, /older than it was/);
    return true;
  });
  const { left } = await copies.sync({ base: null });
  assert.deepEqual(left.map(({ names }) => names), [[A]]);
});

Deno.test("sync v0: an emptied copy and unrelated ones are asked about", async () => {
  const risks: Risk[] = [];
  const onRisk = (risk: Risk) => {
    risks.push(risk);
    return Promise.reject(new RefusedError("declined"));
  };
  const emptied = await two("v0");
  for (const name of [A, B, C]) await remove(emptied, "second", name);
  await assert.rejects(emptied.sync({ onRisk }), RefusedError);
  assert.equal(Object.keys(await uids(emptied, "first")).length, 3);
  assert.equal((await emptied.sync({ onRisk, dryRun: true })).moved.length, 3);
  await emptied.sync();
  assert.deepEqual(await uids(emptied, "first"), {});

  const unrelated = await twoCopies({ format: "v0" });
  await set(unrelated, "first", A, "a");
  await set(unrelated, "second", B, "b");
  await assert.rejects(unrelated.sync({ onRisk }), RefusedError);
  assert.deepEqual(risks.map(({ kind }) => kind), ["emptied", "unrelated"]);
  // Nothing in one, nothing remembered: it is filled without a question.
  const filled = await twoCopies({ format: "v0" });
  await set(filled, "first", A, "a");
  assert.equal((await filled.sync({ onRisk })).moved.length, 1);
});

Deno.test("sync v1: the memory of another wallet counts for nothing", async () => {
  const copies = await two("v1");
  await remove(copies, "first", A);
  await copies.sync({ base: { ...copies.base!, walletId: "00".repeat(16) } });
  assert.deepEqual(Object.keys(await uids(copies, "first")), ["a", "b", "c"]);
});

Deno.test("sync v1: a key that is renewed meanwhile brings nothing to the other copy", async () => {
  const copies = await two("v1");
  const first = new WatchedRecordStore(copies.store("first"));
  first.beforeNext("scan", () => renew(copies.store("first")));
  const before = await copies.store("second").header();
  await assert.rejects(
    copies.sync({}, { first }),
    (error: Error) => error instanceof ConflictError && /renewed/.test(error.message),
  );
  assert.deepEqual(await copies.store("second").header(), before);
});

Deno.test("sync refuses what are no two copies of one wallet with one key", async () => {
  const copies = await two("v1");
  const other = await two("v1");
  const v0 = await two("v0");
  const empty = memoryRecordStore();
  const sync = (first: RecordStore, second: RecordStore) =>
    copies.sync({}, { first, second });
  const first = copies.store("first");
  await assert.rejects(sync(first, other.store("first")), RefusedError);
  await assert.rejects(sync(first, v0.store("first")), RefusedError);
  await assert.rejects(sync(v0.store("first"), first), RefusedError);
  for (const store of [first, v0.store("first")]) {
    await assert.rejects(sync(empty, store), NotFoundError);
  }
  await assert.rejects(sync(first, empty), NotFoundError);
  const secrets = { secret: { password: "wrong" } };
  await assert.rejects(copies.sync({ secrets }), AuthenticationError);
});

Deno.test("sync v1: a key that was renewed in one copy alone, or in each", async () => {
  const copies = await two("v1");
  await renew(copies.store("first"));
  for (const prefer of [undefined, "first"] as const) {
    await assert.rejects(
      copies.sync(prefer === undefined ? {} : { prefer }),
      (error: Error) =>
        error instanceof RefusedError && /was renewed/.test(error.message),
    );
  }
  await renew(copies.store("second"));
  await assert.rejects(copies.sync(), (error: Error) => {
    assert.ok(error instanceof DamagedError);
    assert.match(error.message, /does not open/);
    return true;
  });
});

Deno.test("sync v1: a renewal that was cut short is to be finished first", async () => {
  for (const which of ["first", "second"] as const) {
    const copies = await two("v1", { atomicChanges: 3 });
    const store = new WatchedRecordStore(copies.store(which));
    let commits = 0;
    store.before = (call) => {
      if (call === "commit" && ++commits === 2) throw new Error("killed");
    };
    await assert.rejects(renew(store), /killed/);
    await assert.rejects(
      copies.sync(),
      (error: Error) =>
        error instanceof RefusedError && /is being renewed/.test(error.message),
    );
  }
});

Deno.test("sync v1: slots that differ are named and left", async () => {
  const copies = await two("v1");
  {
    await using wallet = copies.wallet("first") as WalletV1;
    await wallet.slots.addTokenSlot({ label: "ci" });
  }
  await set(copies, "first", A, "changed");
  const before = JSON.parse((await copies.store("second").header())!.value).slots;
  const { slots, moved } = await copies.sync();
  assert.deepEqual(slots.map(({ kind, label, in: where }) => [kind, label, where]), [
    ["token", "ci", "first"],
  ]);
  assert.equal(moved.length, 1);
  const after = JSON.parse((await copies.store("second").header())!.value).slots;
  assert.deepEqual(after, before);
});

Deno.test("sync v1: a record that was tampered with stops it before anything is written", async () => {
  const copies = await two("v1");
  await set(copies, "first", A, "changed");
  const [record] = copies.places.second.content.sorted();
  const attributes = new Map([...record!.attributes, ["rev", "7"]]);
  copies.places.second.content.put({ ...record!, attributes });
  const first = await copies.store("first").header();
  await assert.rejects(copies.sync(), DamagedError);
  assert.deepEqual(await copies.store("first").header(), first);
  copies.places.second.content.delete(record!);
  await assert.rejects(copies.sync(), DamagedError);
  assert.deepEqual(await copies.store("first").header(), first);
});

async function renew(store: RecordStore): Promise<void> {
  const secrets = { secret: { password: PASSWORD } };
  const open = () => openStored(store, secrets);
  const session = new WalletSession(store, open, { ...SURROUNDINGS, clock: () => NOW });
  try {
    await renewWalletKey(session);
  } finally {
    await session.header[Symbol.asyncDispose]();
  }
}
