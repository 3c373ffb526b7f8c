/**
 * What somebody can do who writes the store and has no key: nothing that makes a wrong
 * value pass for a right one, and nothing that a full read does not find.
 */

import assert from "node:assert/strict";
import { MemoryPlace } from "../../../../backends/memory.ts";
import { ConflictError, DamagedError } from "../../../../core/errors.ts";
import type { RecordStore, StoredRecord } from "../../../../core/ports.ts";
import { systemRandom } from "../../../../core/crypto/random.ts";
import { changeRecords } from "../../../../core/wallet/v1/change_header.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { formatRecord } from "../../../../core/wallet/v1/record_parts.ts";
import { recordSeal } from "../../../../core/wallet/v1/record_seal.ts";
import { openWalletV1, type WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";
import {
  collected,
  freshV1,
  memoryStores,
  PASSWORD,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import {
  contentsOf,
  fill,
  FILLED,
  NAMES,
  plant,
  storedRecord,
  uidOf,
  unlockedFrom,
} from "./samples.ts";

const [CARD, WEB, WORK] = NAMES as [RecordName, RecordName, RecordName];

interface Scene {
  place: MemoryPlace;
  /** Past every wallet. */
  store: RecordStore;
  /** Opens the wallet as a new process does. */
  open(): Promise<WalletV1>;
}

function test(what: string, work: (scene: Scene) => Promise<void>): void {
  for (const names of ["sealed", "clear"] as const) {
    Deno.test(`v1, ${names} names: ${what}`, async () => {
      const place = new MemoryPlace();
      await using fresh = await freshV1({ openStore: memoryStores({ place }), names });
      const open = async () => (await fresh.open()).wallet;
      await fill(await open());
      const before = await contentsOf(await open());
      assert.deepEqual(before, FILLED);
      await work({ place, store: await fresh.raw(), open });
    });
  }
}

/** That a full read refuses, and that `verify` names what is expected. */
async function assertFound(scene: Scene, ...expected: RegExp[]): Promise<void> {
  const wallet = await scene.open();
  await assert.rejects(contentsOf(wallet), DamagedError);
  await assert.rejects(collected(wallet.names()), DamagedError);
  const { problems } = await wallet.verify();
  assert.equal(problems.length, expected.length, problems.map(String).join("\n"));
  for (const [at, pattern] of expected.entries()) {
    assert.ok(problems[at] instanceof DamagedError);
    assert.match(problems[at].message, pattern);
  }
}

async function assertDamaged(wallet: WalletV1, name: RecordName): Promise<void> {
  await assert.rejects(wallet.get(name), DamagedError);
  await assert.rejects(wallet.set(name, { pwd: "x" }), DamagedError);
  await assert.rejects(wallet.rename(name, { domain: "x", access: "y" }), DamagedError);
  await assert.rejects(wallet.deleteInfo(name, "PIN"), DamagedError);
}

function at({ domain, access }: StoredRecord, record: StoredRecord): StoredRecord {
  return { ...record, domain, access };
}

test("nothing is wrong with what nobody touched", async ({ open }) => {
  const { seen, ...report } = await (await open()).verify();
  assert.deepEqual(report, {
    generation: 4,
    count: 3,
    genuine: 3,
    problems: [],
    findings: [],
  });
  assert.deepEqual([seen.generation, [...seen.records.values()]], [4, [1, 1, 1]]);
});

test("two records swapped", async (scene) => {
  const [card, web] = [
    (await storedRecord(scene.store, CARD)).value,
    (await storedRecord(scene.store, WEB)).value,
  ];
  plant(scene.place, at(card, web));
  plant(scene.place, at(web, card));
  const wallet = await scene.open();
  await assertDamaged(wallet, CARD);
  await assertDamaged(wallet, WEB);
  assert.equal((await wallet.get(WORK))?.uid, uidOf(WORK));
  await assert.rejects(collected(wallet.names({ domain: "bank" })), DamagedError);
  await assertFound(scene, /bank.*damaged/, /bank.*damaged/);
});

test("a record dropped: get cannot tell, a full read can", async (scene) => {
  scene.place.content.delete((await storedRecord(scene.store, WEB)).value);
  const wallet = await scene.open();
  assert.equal(await wallet.get(WEB), null);
  await assertFound(scene, /1 record less than the 3/);
});

test("an older copy of a record: get cannot tell, a full read can", async (scene) => {
  const old = (await storedRecord(scene.store, WEB)).value;
  await (await scene.open()).set(WEB, { uid: "newer" });
  plant(scene.place, old);
  const wallet = await scene.open();
  // Genuine, but not the newest.
  assert.equal((await wallet.get(WEB))?.uid, uidOf(WEB));
  await assertFound(scene, /at least one is older than it should be/);
});

test("an older copy of a record beside it, under its former name", async (scene) => {
  const old = (await storedRecord(scene.store, WEB)).value;
  await (await scene.open()).rename(WEB, { domain: "bank", access: "app" });
  plant(scene.place, old);
  await assertFound(
    scene,
    /bank\/web is damaged.*older copy.*bank\/app/,
    /1 record more/,
  );
});

test("the same in place of another record", async (scene) => {
  const old = (await storedRecord(scene.store, WEB)).value;
  await (await scene.open()).rename(WEB, { domain: "bank", access: "app" });
  plant(scene.place, old);
  scene.place.content.delete((await storedRecord(scene.store, WORK)).value);
  await assertFound(scene, /bank\/web is damaged.*older copy.*bank\/app/, /at least one/);
});

test("a record that was deleted, put back", async (scene) => {
  const old = (await storedRecord(scene.store, WEB)).value;
  await (await scene.open()).delete([WEB]);
  plant(scene.place, old);
  await assertFound(scene, /1 record more than the 2/);
});

test("an old header with new records", async (scene) => {
  const header = scene.place.content.header();
  await (await scene.open()).set(WEB, { uid: "newer" });
  scene.place.content.setHeader(header);
  await assertFound(scene, /at least one is older/);
});

test("an old header with its old records: a new process cannot tell, an old one can", async (scene) => {
  const wallet = await scene.open();
  await wallet.unlock();
  const old = scene.place.content.copy();
  await wallet.set(WEB, { uid: "newer" });
  await wallet.get(WEB);
  scene.place.content = old;
  await assert.rejects(contentsOf(wallet), ConflictError);
  await assert.rejects(wallet.set(WEB, { uid: "newest" }), ConflictError);
  assert.deepEqual(await contentsOf(await scene.open()), FILLED);
});

test("a record of another wallet", async (scene) => {
  const place = new MemoryPlace();
  await using other = await freshV1({
    openStore: memoryStores({ place }),
    names: "clear",
  });
  await fill((await other.open()).wallet);
  const foreign = (await storedRecord(await other.raw(), WEB)).value;
  const mine = (await storedRecord(scene.store, WEB)).value;
  plant(scene.place, at(mine, foreign));
  await assertDamaged(await scene.open(), WEB);
  await assertFound(scene, /seal does not fit/);
});

test("the header of another wallet", async (scene) => {
  const place = new MemoryPlace();
  await using _ = await freshV1({ openStore: memoryStores({ place }) });
  const wallet = await scene.open();
  await wallet.unlock();
  scene.place.content.setHeader(place.content.header());
  await assert.rejects(contentsOf(wallet), DamagedError);
  await assert.rejects(wallet.set(WEB, { uid: "x" }), DamagedError);
});

test("a header with one number changed", async (scene) => {
  const wallet = await scene.open();
  await wallet.unlock();
  const header = scene.place.content.header()!;
  scene.place.content.setHeader(header.replace(/"count":3/, '"count":2'));
  for (const each of [wallet, await scene.open()]) {
    await assert.rejects(contentsOf(each), DamagedError);
    await assert.rejects(each.set(WEB, { uid: "x" }), DamagedError);
    await assert.rejects(each.slots.removeSlot("00000000"), DamagedError);
  }
});

test("every attribute changed, taken away or taken from another record", async (scene) => {
  const mine = (await storedRecord(scene.store, CARD)).value;
  const other = (await storedRecord(scene.store, WEB)).value;
  const wallet = await scene.open();
  let tried = 0;
  for (const [name, value] of other.attributes) {
    if (mine.attributes.get(name) === value) continue;
    const without = new Map(mine.attributes);
    without.delete(name);
    for (const attributes of [new Map(mine.attributes).set(name, value), without]) {
      plant(scene.place, { ...mine, attributes });
      await assert.rejects(wallet.get(CARD), DamagedError, name);
      tried++;
    }
  }
  assert.ok(tried >= 10);
  plant(scene.place, { ...mine, attributes: new Map(mine.attributes).set("extra", "x") });
  await assertDamaged(wallet, CARD);
  await assertFound(
    scene,
    /bank\/card.*attribute that is not ours|stored under.*attribute/,
  );
});

test("verify names every bad record and goes on", async (scene) => {
  const [card, web, work] = await Promise.all(
    NAMES.map(async (name) => (await storedRecord(scene.store, name)).value),
  );
  plant(scene.place, at(card!, web!));
  plant(scene.place, at(web!, card!));
  scene.place.content.delete(work!);
  await assertFound(scene, /bank/, /bank/, /1 record less than the 3/);
  const { genuine } = await (await scene.open()).verify();
  assert.equal(genuine, 0);
});

test("a store that lists records of another domain", async (scene) => {
  class Careless extends WatchedRecordStore {
    override list(): ReturnType<RecordStore["list"]> {
      return super.list();
    }
  }
  const secrets = { secret: { password: PASSWORD } };
  const store = new Careless(scene.store);
  const wallet = openWalletV1(store, secrets, SURROUNDINGS);
  await assert.rejects(collected(wallet.names({ domain: "bank" })), DamagedError);
});

test("a genuine record with a value that belongs elsewhere: verify opens it", async (scene) => {
  using unlocked = await unlockedFrom(scene.store);
  const { open } = unlocked;
  const card = await storedRecord(scene.store, CARD);
  const web = await storedRecord(scene.store, WEB);
  const old = parseRecord(card.value);
  const parts = { ...old.parts, uid: parseRecord(web.value).parts.uid };
  const { walletId, names } = open.header;
  const seal = recordSeal(parts, { walletId, names, keys: open.keyring.newest });
  const change = { old: { ...parts, seal: old.seal }, new: { ...parts, seal } };
  const next = changeRecords(open, [change], systemRandom);
  plant(scene.place, formatRecord({ parts, seal }));
  scene.place.content.setHeader(formatHeader(next.header));
  const wallet = await scene.open();
  assert.equal((await collected(wallet.names())).length, NAMES.length);
  await assert.rejects(wallet.get(CARD), DamagedError);
  const { problems } = await wallet.verify();
  assert.deepEqual(problems.map(({ message }) => /bank\/card.*the uid/.test(message)), [
    true,
  ]);
});
