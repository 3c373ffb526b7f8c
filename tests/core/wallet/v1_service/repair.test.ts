/** What becomes of a wallet when damaged records are taken away, for each kind of damage. */

import assert from "node:assert/strict";
import { MemoryPlace } from "../../../../backends/memory.ts";
import { ConflictError, DamagedError, RefusedError } from "../../../../core/errors.ts";
import type { Attribute, RecordStore, StoredRecord } from "../../../../core/ports.ts";
import { openSessionV1 } from "../../../../core/wallet/v1/renew_wallet.ts";
import {
  type RepairOptions,
  type RepairPlan,
  repairWallet,
} from "../../../../core/wallet/v1/repair.ts";
import type { WalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";
import {
  freshV1,
  memoryStores,
  PASSWORD,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import {
  allText,
  contentsOf,
  fill,
  FILLED,
  NAMES,
  plant,
  storedRecord,
} from "./samples.ts";

const [CARD, WEB, WORK] = NAMES as [RecordName, RecordName, RecordName];
const WITHOUT = (...gone: RecordName[]) =>
  FILLED.filter(([d, a]) =>
    !gone.some(({ domain, access }) => d === domain && a === access)
  );

interface Scene {
  place: MemoryPlace;
  store: RecordStore;
  open(): Promise<WalletV1>;
  repair(options?: Partial<RepairOptions>): Promise<RepairPlan>;
  stored(name: RecordName): Promise<StoredRecord>;
}

function test(
  what: string,
  work: (scene: Scene) => Promise<void>,
  atomicChanges?: number,
): void {
  for (const names of ["sealed", "clear"] as const) {
    Deno.test(`v1, ${names} names, repair: ${what}`, async () => {
      const place = new MemoryPlace();
      const stores = { place, ...(atomicChanges && { features: { atomicChanges } }) };
      await using fresh = await freshV1({ openStore: memoryStores(stores), names });
      const open = async () => (await fresh.open()).wallet;
      await fill(await open());
      const store = await fresh.raw();
      await work({
        place,
        store,
        open,
        stored: async (name) => (await storedRecord(store, name)).value,
        async repair(options) {
          const secrets = { secret: { password: PASSWORD } };
          const session = openSessionV1(store, secrets, SURROUNDINGS);
          await using _ = session.header;
          const defaults = { acceptMissing: false, beforeWriting() {} };
          return await repairWallet(session, { ...defaults, ...options });
        },
      });
    });
  }
}

function changed(record: StoredRecord, name: string, value: Attribute): StoredRecord {
  return { ...record, attributes: new Map([...record.attributes, [name, value]]) };
}

/** Another character somewhere in the middle of a text. */
function spoiled(text: Attribute | undefined): string {
  assert.ok(typeof text === "string");
  const at = text.length >> 1;
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

async function assertWhole(scene: Scene, contents: unknown): Promise<void> {
  const wallet = await scene.open();
  assert.deepEqual(await contentsOf(wallet), contents);
  assert.deepEqual((await wallet.verify()).problems, []);
  // And it can be written again.
  await wallet.set({ domain: "z", access: "z" }, { uid: "z" });
  await wallet.delete([{ domain: "z", access: "z" }]);
}

test("of nothing writes nothing", async (scene) => {
  const before = (await scene.store.header())!.value;
  const beforeWriting = () => assert.fail("nothing is written");
  const plan = await scene.repair({ beforeWriting });
  assert.deepEqual(plan, { damaged: [], kept: 3, counted: 3, found: 3, rest: "proved" });
  assert.equal((await scene.store.header())!.value, before);
});

/** Every attribute spoiled: the seal of all but the last is left, and proves the rest. */
for (
  const attribute of ["uid", "updated", "rev", "id", "names", "info", "seal", "epoch"]
) {
  test(`${attribute} spoiled`, async (scene) => {
    const record = await scene.stored(WEB);
    const value = record.attributes.get(attribute);
    const bad = value instanceof Map
      ? new Map([...value].map(([name, text]) => [name, spoiled(text)]))
      : attribute === "rev" || attribute === "epoch"
      ? "7"
      : spoiled(value);
    plant(scene.place, changed(record, attribute, bad));
    await assert.rejects(contentsOf(await scene.open()), DamagedError);
    const told: RepairPlan[] = [];
    const plan = await scene.repair({ beforeWriting: (plan) => void told.push(plan) });
    assert.deepEqual(told, [plan]);
    const unproved = attribute === "seal" || attribute === "epoch";
    assert.equal(plan.rest, unproved ? "counted" : "proved");
    assert.deepEqual([plan.kept, plan.found, plan.counted], [2, 3, 3]);
    assert.deepEqual(
      plan.damaged.map(({ key: { domain, access } }) => [domain, access]),
      [
        [record.domain, record.access],
      ],
    );
    await assertWhole(scene, WITHOUT(WEB));
  });
}

test("two records swapped: both go", async (scene) => {
  const [card, web] = [await scene.stored(CARD), await scene.stored(WEB)];
  plant(scene.place, { ...card, attributes: web.attributes });
  plant(scene.place, { ...web, attributes: card.attributes });
  const plan = await scene.repair();
  assert.deepEqual([plan.damaged.length, plan.rest], [2, "proved"]);
  await assertWhole(scene, WITHOUT(CARD, WEB));
});

test("what is no record at all, beside a wallet that is whole", async (scene) => {
  plant(scene.place, { domain: "x", access: "y", attributes: new Map([["", "junk"]]) });
  // It counts as one too many until it is known that the others are all.
  const plan = await scene.repair();
  assert.deepEqual([plan.damaged.length, plan.rest], [1, "proved"]);
  await assertWhole(scene, FILLED);
});

test("an older copy under the name that the record had", async (scene) => {
  const old = await scene.stored(WEB);
  await (await scene.open()).rename(WEB, { domain: "bank", access: "app" });
  plant(scene.place, old);
  const plan = await scene.repair();
  assert.equal(plan.rest, "proved");
  assert.match(plan.damaged[0]!.error.message, /bank\/web.*older copy.*bank\/app/);
  const kept = [["bank", "app", "uid of bank/web"], ...WITHOUT(WEB)].sort();
  await assertWhole(scene, kept);
});

test("a record that vanished is not written off unasked", async (scene) => {
  scene.place.content.delete(await scene.stored(WEB));
  const before = (await scene.store.header())!.value;
  const beforeWriting = () => assert.fail("nothing is written");
  await assert.rejects(
    scene.repair({ beforeWriting }),
    (error) =>
      error instanceof RefusedError && /1 record of 3 has vanished/.test(error.message),
  );
  assert.equal((await scene.store.header())!.value, before);
  const plan = await scene.repair({ acceptMissing: true });
  assert.deepEqual([plan.rest, plan.found, plan.counted], ["incomplete", 2, 3]);
  await assertWhole(scene, WITHOUT(WEB));
});

test("one vanished and one damaged: the damage does not hide it", async (scene) => {
  scene.place.content.delete(await scene.stored(CARD));
  const web = await scene.stored(WEB);
  plant(scene.place, changed(web, "uid", spoiled(web.attributes.get("uid"))));
  await assert.rejects(scene.repair(), /1 record of 3 has vanished/);
  await scene.repair({ acceptMissing: true });
  await assertWhole(scene, WITHOUT(CARD, WEB));
});

test("an older record in place of the newest is not blessed unasked", async (scene) => {
  const old = await scene.stored(WEB);
  await (await scene.open()).set(WEB, { uid: "newer" });
  plant(scene.place, old);
  await assert.rejects(scene.repair(), /at least one record is older/);
  await scene.repair({ acceptMissing: true });
  await assertWhole(scene, FILLED);
});

test("a vanished record behind junk in its place is not proved", async (scene) => {
  const [card, web] = [await scene.stored(CARD), await scene.stored(WEB)];
  await (await scene.open()).set(WEB, { uid: "newer" });
  plant(scene.place, web);
  plant(scene.place, { ...card, attributes: new Map([["", "junk"]]) });
  assert.equal((await scene.repair()).rest, "counted");
});

test("somebody who writes meanwhile is not undone", async (scene) => {
  const web = await scene.stored(WEB);
  plant(scene.place, changed(web, "uid", spoiled(web.attributes.get("uid"))));
  const beforeWriting = async () => {
    await (await scene.open()).set(WORK, { uid: "newer" });
  };
  await assert.rejects(scene.repair({ beforeWriting }), ConflictError);
  assert.equal((await (await scene.open()).get(WORK))?.uid, "newer");
  await scene.repair();
  assert.equal((await contentsOf(await scene.open())).length, 2);
});

test("a question answered with no changes nothing", async (scene) => {
  const web = await scene.stored(WEB);
  plant(scene.place, changed(web, "seal", "x"));
  const before = await allText(scene.store);
  const beforeWriting = () => {
    throw new RefusedError("declined");
  };
  await assert.rejects(scene.repair({ beforeWriting }), /declined/);
  assert.equal(await allText(scene.store), before);
});

test("more damage than fits into a commit", async (scene) => {
  for (let i = 0; i < 7; i++) {
    plant(scene.place, {
      domain: "x",
      access: `${i}`,
      attributes: new Map([["", "junk"]]),
    });
  }
  const plan = await scene.repair();
  assert.deepEqual([plan.damaged.length, plan.kept, plan.rest], [7, 3, "proved"]);
  await assertWhole(scene, FILLED);
}, 3);
