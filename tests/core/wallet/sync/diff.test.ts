import assert from "node:assert/strict";
import {
  AuthenticationError,
  ConflictError,
  DamagedError,
  NotFoundError,
  RefusedError,
} from "../../../../core/errors.ts";
import { memoryRecordStore } from "../../../../backends/memory.ts";
import type { RecordStore } from "../../../../core/ports.ts";
import type { NamesMode } from "../../../../core/wallet/v1/header.ts";
import { diffStores } from "../../../../core/wallet/sync/diff.ts";
import { openStored } from "../../../../core/wallet/v1/opening.ts";
import { renewWalletKey } from "../../../../core/wallet/v1/renew_wallet.ts";
import { WalletSession } from "../../../../core/wallet/v1/session.ts";
import type { WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import { type Copies, twoCopies } from "../../../support/copies.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { PASSWORD, SURROUNDINGS } from "../../../support/wallets.ts";

const RECORDS = ["a", "b", "c", "d"].map((access) => ({
  domain: "d",
  access,
  uid: access,
  pwd: "p",
  info: new Map([["i", "x"]]),
}));
const name = (access: string) => ({ domain: "d", access });
const SECRETS = { secret: { password: PASSWORD } };

/** a: uid changed there; b: renamed here; c: gone here; e: new here; d: as it was. */
async function edited(format: "v0" | "v1", names: NamesMode = "sealed"): Promise<Copies> {
  const copies = await twoCopies({ format, names, records: RECORDS });
  await using first = copies.wallet("first");
  await using second = copies.wallet("second");
  await second.set(name("a"), { uid: "changed" });
  await first.rename(name("b"), name("b2"));
  await first.delete([name("c")]);
  await first.set(name("e"), { info: new Map([["i", "y"]]) });
  return copies;
}

function diff(copies: Copies, { secrets = SECRETS as typeof SECRETS | null } = {}) {
  const stores = { first: copies.store("first"), second: copies.store("second") };
  return diffStores(stores, { secrets, surroundings: SURROUNDINGS });
}

Deno.test("diff v0: by name, without a key", async () => {
  const copies = await edited("v0");
  const { same, records } = await diff(copies, { secrets: null });
  assert.equal(same, 1);
  // The clock of these tests stands still.
  assert.deepEqual(
    records.map(({ name, in: where, parts }) => [name!.access, where, parts]),
    [
      ["a", "both", ["uid"]],
      ["b", "second", []],
      ["b2", "first", []],
      ["c", "second", []],
      ["e", "first", []],
    ],
  );
});

Deno.test("diff v1: by recordId; sealed names with the key, or identifiers", async () => {
  const copies = await edited("v1");
  const expected = [
    ["a", "both", ["uid"], { first: 1, second: 2 }],
    ["b2", "both", ["name"], { first: 2, second: 1 }],
    ["c", "second", [], { first: null, second: 1 }],
    ["e", "first", [], { first: 1, second: null }],
  ];
  const { same, records, slots } = await diff(copies);
  assert.deepEqual([same, slots], [1, []]);
  const rows = records.map((
    { name, in: where, parts, revs },
  ) => [name!.access, where, parts, revs]);
  assert.deepEqual(rows.toSorted(), expected);
  const without = await diff(copies, { secrets: null });
  assert.ok(without.records.every(({ name }) => name === null));
  assert.deepEqual(
    without.records.map(({ id }) => id).toSorted(),
    records.map(({ id }) => id).toSorted(),
  );
});

Deno.test("diff v1: names that the store sees need no key", async () => {
  const copies = await edited("v1", "clear");
  const { records } = await diff(copies, { secrets: null });
  assert.deepEqual(
    records.map(({ name }) => name!.access).toSorted(),
    ["a", "b2", "c", "e"],
  );
});

Deno.test("diff v1: slots, and a key that was renewed in one of them", async () => {
  const copies = await twoCopies({ format: "v1", records: RECORDS });
  {
    await using wallet = copies.wallet("second") as WalletV1;
    await wallet.slots.addTokenSlot({ label: "ci" });
    await wallet.slots.changePassword("another correct horse");
  }
  const { same, records, slots } = await diff(copies, { secrets: SECRETS });
  assert.deepEqual([same, records], [4, []]);
  assert.deepEqual(slots.map(({ label, in: where }) => [label, where]), [
    ["quick", "both"],
    ["ci", "second"],
  ]);

  const renewed = await twoCopies({ format: "v1", records: RECORDS });
  const store = renewed.store("second");
  const session = new WalletSession(
    store,
    () => openStored(store, SECRETS),
    SURROUNDINGS,
  );
  await renewWalletKey(session);
  await session.header[Symbol.asyncDispose]();
  const after = await diff(renewed);
  assert.deepEqual([after.same, after.records.length], [0, 4]);
  assert.ok(after.records.every(({ parts }) => parts.includes("key")));
});

Deno.test("diff: what is the same is the same, whoever is first", async () => {
  for (const format of ["v0", "v1"] as const) {
    const copies = await twoCopies({ format, records: RECORDS });
    assert.deepEqual(await diff(copies), {
      format: formatName(format),
      same: 4,
      ...NONE,
    });
  }
});

const NONE = { records: [], slots: [] };
const formatName = (format: "v0" | "v1") => format === "v0" ? "secret-wallet" : "coffer";

Deno.test("diff refuses what cannot be compared", async () => {
  const copies = await edited("v1");
  const [v0, other] = [await edited("v0"), await edited("v1")];
  const first = copies.store("first");
  const against = (second: RecordStore) =>
    diffStores({ first, second }, { secrets: null, surroundings: SURROUNDINGS });
  await assert.rejects(against(other.store("second")), RefusedError);
  await assert.rejects(against(v0.store("second")), RefusedError);
  await assert.rejects(against(memoryRecordStore()), NotFoundError);
  const secrets = { secret: { password: "wrong" } };
  await assert.rejects(diff(copies, { secrets }), AuthenticationError);
});

Deno.test("diff v1: what is damaged, and what is changed meanwhile", async () => {
  const copies = await edited("v1");
  const store = new WatchedRecordStore(copies.store("second"));
  store.beforeNext("scan", async () => {
    await using wallet = copies.wallet("second");
    await wallet.set(name("d"), { uid: "now" });
  });
  const first = copies.store("first");
  const options = { secrets: null, surroundings: SURROUNDINGS };
  await assert.rejects(diffStores({ first, second: store }, options), ConflictError);

  const { content } = copies.places.second;
  const [record] = content.sorted();
  const attributes = new Map([...record!.attributes, ["rev", "7"]]);
  content.put({ ...record!, attributes });
  await assert.rejects(diff(copies), DamagedError);
  content.put({ ...record!, access: "x" });
  await assert.rejects(diff(copies, { secrets: null }), DamagedError);
});
