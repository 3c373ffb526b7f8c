/** A new password is shown to open before the old one stops doing so. */

import assert from "node:assert/strict";
import { systemRandom } from "../../../../core/crypto/random.ts";
import {
  AuthenticationError,
  CofferError,
  ConflictError,
} from "../../../../core/errors.ts";
import { replaceSlot } from "../../../../core/wallet/v1/change_slots.ts";
import { noDevice, randomDevice } from "../../../../core/wallet/v1/device.ts";
import { newPasswordSlot } from "../../../../core/wallet/v1/new_slot.ts";
import type { PasswordSlot } from "../../../../core/wallet/v1/header.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { proveSlot } from "../../../../core/wallet/v1/prove_slot.ts";
import { openWalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import {
  freshV1,
  memoryStores,
  PASSWORD,
  QUICK_KDF,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { unlockedFrom } from "./samples.ts";

const random = systemRandom;

async function scene() {
  const store = await openEmpty();
  const unlocked = await unlockedFrom(store);
  const { open } = unlocked;
  const [{ id }] = open.header.slots as [PasswordSlot];
  const device = randomDevice(random);
  const base = { id, label: "", kdf: QUICK_KDF, device, random };
  const slot = await newPasswordSlot("new", { ...base, keyring: open.keyring });
  return { unlocked, open, id, device, base, slot };
}

async function openEmpty() {
  const openStore = memoryStores();
  await using _ = await freshV1({ openStore });
  return await openStore();
}

Deno.test("a slot opens with its password and device key, and with nothing else", async () => {
  const { unlocked, open, id, device, slot } = await scene();
  using _ = unlocked;
  const next = replaceSlot(open, slot, random);
  const proof = { id, password: "new", deviceKey: device.key };
  await proveSlot(next, proof);
  for (
    const wrong of [
      { password: "old" },
      { deviceKey: random(32) },
      { deviceKey: noDevice().key },
    ]
  ) await assert.rejects(proveSlot(next, { ...proof, ...wrong }), AuthenticationError);
});

Deno.test("a slot that holds other keys, or was spoiled, is not stored", async () => {
  const { unlocked, open, id, device, base, slot } = await scene();
  using _ = unlocked;
  const proof = { id, password: "new", deviceKey: device.key };
  using others = Keyring.create(random);
  const foreign = await newPasswordSlot("new", { ...base, keyring: others });
  const spoiled = {
    ...slot,
    wrapped: slot.wrapped.map((byte, at) => at ? byte : byte ^ 1),
  };
  for (const bad of [foreign, spoiled]) {
    await assert.rejects(
      proveSlot(replaceSlot(open, bad as PasswordSlot, random), proof),
      (error) => error instanceof CofferError && error.code !== "unexpected",
    );
  }
});

Deno.test("a store that does not keep the new header is found out", async () => {
  await using fresh = await freshV1();
  const store = new WatchedRecordStore(await fresh.raw());
  const forgetful = new Proxy(store, {
    get: (target, name) =>
      name === "commit"
        ? () => Promise.resolve()
        : typeof Reflect.get(target, name, target) === "function"
        ? Reflect.get(target, name, target).bind(target)
        : Reflect.get(target, name, target),
  });
  const secrets = { secret: { password: PASSWORD } };
  await using wallet = openWalletV1(forgetful, secrets, SURROUNDINGS);
  await assert.rejects(wallet.slots.changePassword("new"), ConflictError);
});
