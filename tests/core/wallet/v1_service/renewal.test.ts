/** A wallet is used while somebody renews its key. */

import assert from "node:assert/strict";
import { MemoryPlace } from "../../../../backends/memory.ts";
import { systemRandom } from "../../../../core/crypto/random.ts";
import { ConflictError, NameTakenError } from "../../../../core/errors.ts";
import type { RecordStore } from "../../../../core/ports.ts";
import { changeRecords } from "../../../../core/wallet/v1/change_header.ts";
import { HeldOpener } from "../../../../core/wallet/v1/held_opener.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import type { NamesMode } from "../../../../core/wallet/v1/header.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import type { OpenHeader } from "../../../../core/wallet/v1/open_header.ts";
import {
  beginRenewal,
  finishRenewal,
  renewRecord,
} from "../../../../core/wallet/v1/renew_key.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";
import { FakeHolder } from "../../../support/key_holder.ts";
import {
  collected,
  freshV1,
  type FreshWallet,
  memoryStores,
} from "../../../support/wallets.ts";
import type { WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import {
  contentsOf,
  fill,
  FILLED,
  NAMES,
  storedRecord,
  uidOf,
  unlockedFrom,
} from "./samples.ts";

const [CARD, WEB, WORK] = NAMES as [RecordName, RecordName, RecordName];
const random = systemRandom;

async function writeHeader(store: RecordStore, next: OpenHeader): Promise<void> {
  const expected = (await store.header())!.version;
  await store.commit([{ do: "header", header: formatHeader(next.header), expected }]);
}

async function begin(store: RecordStore): Promise<void> {
  using unlocked = await unlockedFrom(store);
  const { open } = beginRenewal(unlocked.open, { slotKeys: [unlocked.slotKey], random });
  await writeHeader(store, open);
}

async function move(store: RecordStore, name: RecordName): Promise<void> {
  using unlocked = await unlockedFrom(store);
  const { open } = unlocked;
  const { value, version } = await storedRecord(store, name);
  const old = openRecordV1(value, open);
  const { stored, seal } = renewRecord(old, open, random);
  const stays = stored.domain === value.domain && stored.access === value.access;
  const next = changeRecords(open, [{ old: old.seal, new: seal }], random);
  const expected = (await store.header())!.version;
  await store.commit([
    { do: "put", record: stored, expected: stays ? version : "absent" },
    ...(stays ? [] : [{ do: "delete", key: value, expected: version } as const]),
    { do: "header", header: formatHeader(next.header), expected },
  ]);
}

async function finish(store: RecordStore): Promise<void> {
  using unlocked = await unlockedFrom(store);
  const slotKeys = [unlocked.slotKey];
  await writeHeader(store, finishRenewal(unlocked.open, { slotKeys, random }));
}

async function renewAll(store: RecordStore): Promise<void> {
  await begin(store);
  for (const name of NAMES) await move(store, name);
  await finish(store);
}

type Work = (
  scene: { fresh: FreshWallet<WalletV1>; store: RecordStore },
) => Promise<void>;

function test(what: string, work: Work): void {
  const modes: NamesMode[] = ["sealed", "clear"];
  for (const names of modes) {
    Deno.test(`v1, ${names} names, renewal: ${what}`, async () => {
      await using fresh = await freshV1({ names });
      await fill((await fresh.open()).wallet);
      await work({ fresh, store: await fresh.raw() });
    });
  }
}

test("every record is found half-way", async ({ fresh, store }) => {
  await begin(store);
  await move(store, CARD);
  const { wallet } = await fresh.open();
  for (const name of NAMES) assert.equal((await wallet.get(name))?.uid, uidOf(name));
  assert.deepEqual(await contentsOf(wallet), FILLED);
  const bank = await collected(wallet.names({ domain: "bank" }));
  assert.deepEqual(bank.map(({ access }) => access), ["card", "web"]);
  assert.deepEqual((await wallet.verify()).problems, []);
  assert.equal((await wallet.state()).renewing, true);
  assert.equal(await wallet.get({ domain: "bank", access: "x" }), null);
});

for (const names of ["sealed", "clear"] as const) {
  Deno.test(`v1, ${names} names, renewal: a keyring that is held opens every record`, async () => {
    const held = new FakeHolder();
    await using fresh = await freshV1({ names, secrets: { held } });
    await fill((await fresh.open()).wallet);
    const store = await fresh.raw();
    const opener = new HeldOpener(held);
    const opened = async (name: RecordName) => {
      const header = (await store.header())!.value;
      return await opener.open({ header, ...name }, async (places) => {
        const found = await Promise.all(places.map((place) => store.get(place)));
        return found.find((each) => each !== null)?.value ?? null;
      });
    };
    await begin(store);
    await move(store, CARD);
    assert.equal(await opened(CARD), null, "the old one does not");
    const { wallet } = await fresh.open();
    for (const name of NAMES) {
      assert.deepEqual(await wallet.get(name), await opened(name));
    }
    for (const name of [WEB, WORK]) await move(store, name);
    await finish(store);
    for (const name of NAMES) assert.equal((await opened(name))?.uid, uidOf(name));
    assert.equal(await opened({ domain: "bank", access: "x" }), null);
    assert.ok(held.given.every((key) => key.every((byte) => byte === 0)));
  });
}

test("what is changed half-way goes over to the new key", async ({ fresh, store }) => {
  await begin(store);
  const { wallet } = await fresh.open();
  assert.equal(await wallet.set(CARD, { pwd: "new" }), "updated");
  await wallet.deleteInfo(WEB, "PIN");
  await wallet.rename(WORK, { domain: "mail", access: "home" });
  const left = await wallet.insert([{
    record: { ...CARD, uid: "x", pwd: null, info: new Map() },
    overwrite: false,
  }]);
  assert.deepEqual(left, [CARD]);
  await finish(store);
  const reopened = (await fresh.open()).wallet;
  assert.deepEqual((await reopened.verify()).problems, []);
  const { updated: _, ...card } = (await reopened.get(CARD))!;
  const info = new Map([["PIN", "1234"]]);
  assert.deepEqual(card, { ...CARD, uid: uidOf(CARD), pwd: "new", info });
  assert.deepEqual((await reopened.get(WEB))?.info, new Map());
  assert.deepEqual((await reopened.get({ domain: "mail", access: "home" }))?.info, info);
});

test("records are deleted, replaced and refused in both places", async ({ fresh, store }) => {
  await begin(store);
  await move(store, CARD);
  const { wallet } = await fresh.open();
  await assert.rejects(wallet.rename(CARD, WEB), NameTakenError);
  await assert.rejects(wallet.rename(WEB, CARD), NameTakenError);
  await wallet.rename(CARD, WEB, { force: true });
  assert.equal((await wallet.get(WEB))?.uid, uidOf(CARD));
  await wallet.delete([WEB, WORK]);
  assert.deepEqual(await contentsOf(wallet), []);
  assert.deepEqual((await wallet.verify()).problems, []);
});

test("an open wallet goes on through all of it", async ({ fresh, store }) => {
  const { wallet, asked } = await fresh.open();
  await wallet.unlock();
  await begin(store);
  assert.equal((await wallet.get(CARD))?.uid, uidOf(CARD));
  await move(store, CARD);
  assert.equal((await wallet.get(CARD))?.uid, uidOf(CARD));
  await wallet.set(CARD, { uid: "two" });
  await move(store, WEB);
  await move(store, WORK);
  await finish(store);
  assert.equal((await wallet.get(WORK))?.uid, uidOf(WORK));
  await wallet.set(WORK, { uid: "three" });
  const uids = (await contentsOf(wallet)).map(([, , uid]) => uid);
  assert.deepEqual(uids, ["two", uidOf(WEB), "three"]);
  assert.equal(asked(), 1);
});

test("an open wallet after all of it", async ({ fresh, store }) => {
  const [reader, writer, lister] = await Promise.all([1, 2, 3].map(() => fresh.open()));
  for (const each of [reader!, writer!, lister!]) await each.wallet.unlock();
  await renewAll(store);
  assert.equal((await reader!.wallet.get(CARD))?.uid, uidOf(CARD));
  assert.equal(await writer!.wallet.set(CARD, { uid: "new" }), "updated");
  assert.equal((await contentsOf(lister!.wallet)).length, 3);
  assert.deepEqual((await lister!.wallet.verify()).problems, []);
});

test("a change that meets the beginning is made with the new key", async ({ fresh, store }) => {
  const { wallet, store: watched } = await fresh.open();
  await wallet.unlock();
  watched.beforeNext("commit", () => begin(store));
  const name = { domain: "bank", access: "new" };
  await wallet.set(name, { uid: "new" });
  assert.equal((await storedRecord(store, name)).value.attributes.get("epoch"), "2");
});

test("a change that meets the record on its way follows it", async ({ fresh, store }) => {
  await begin(store);
  const { wallet, store: watched } = await fresh.open();
  await wallet.unlock();
  watched.beforeNext("commit", () => move(store, CARD));
  await wallet.set(CARD, { pwd: "new" });
  watched.beforeNext("commit", () => move(store, WEB));
  await wallet.delete([WEB]);
  const { uid, pwd } = (await wallet.get(CARD))!;
  assert.deepEqual([uid, pwd], [uidOf(CARD), "new"]);
  assert.deepEqual((await wallet.verify()).problems, []);
});

test("a look that misses the record on its way finds it", async ({ fresh, store }) => {
  await begin(store);
  const { wallet, store: watched } = await fresh.open();
  await wallet.unlock();
  let looks = 0;
  watched.before = async (call) => {
    // Between the look into its new place and the one into its old place.
    if (call === "get" && ++looks === 2) await move(store, CARD);
  };
  assert.equal((await wallet.get(CARD))?.uid, uidOf(CARD));
  assert.deepEqual((await wallet.verify()).problems, []);
});

test("who lost the slot has to open it again, and writes nothing", async ({ fresh, store }) => {
  const { wallet, store: watched } = await fresh.open();
  const { wallet: other } = await fresh.open();
  await wallet.unlock();
  await other.slots.changePassword("another password", {
    kdf: { name: "argon2id", m: 8192, t: 1, p: 1 },
  });
  // The wallet key is the same: it goes on.
  await wallet.set(CARD, { uid: "still" });
  using unlocked = await unlockedFrom(store, "another password");
  const { open } = beginRenewal(unlocked.open, { slotKeys: [unlocked.slotKey], random });
  await writeHeader(store, open);
  await assert.rejects(wallet.set(CARD, { uid: "x" }), ConflictError);
  await assert.rejects(contentsOf(wallet), ConflictError);
  assert.equal(watched.commits.length, 1);
  const again = await fresh.open("another password");
  assert.equal((await again.wallet.get(CARD))?.uid, "still");
});

Deno.test("v1, renewal: a forced rename where three changes fit into a commit", async () => {
  const place = new MemoryPlace();
  const openStore = memoryStores({ place, features: { atomicChanges: 3 } });
  await using fresh = await freshV1({ openStore });
  const { wallet } = await fresh.open();
  await fill(wallet);
  const store = await fresh.raw();
  await begin(store);
  await wallet.rename(CARD, WEB, { force: true });
  assert.deepEqual(await contentsOf(wallet), [
    ["bank", "web", uidOf(CARD)],
    ["mail", "work", uidOf(WORK)],
  ]);
  assert.deepEqual((await wallet.verify()).problems, []);
});
