/** The passwords and CI tokens of a wallet, while it is in use. */

import assert from "node:assert/strict";
import { type RandomSource, systemRandom } from "../../../../core/crypto/random.ts";
import {
  AuthenticationError,
  ConflictError,
  LimitError,
  NotFoundError,
  RefusedError,
  UsageError,
} from "../../../../core/errors.ts";
import {
  noDevice,
  passwordDevice,
  randomDevice,
} from "../../../../core/wallet/v1/device.ts";
import { listSlots } from "../../../../core/wallet/v1/slot_service.ts";
import {
  openWalletV1,
  type SecretsV1,
  type WalletV1,
} from "../../../../core/wallet/v1/wallet.ts";
import {
  freshV1,
  type FreshWallet,
  PASSWORD,
  QUICK_KDF,
  quickSlot,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { contentsOf, fill, FILLED } from "./samples.ts";

async function opens(fresh: FreshWallet, secrets: SecretsV1): Promise<string> {
  await using wallet = openWalletV1(await fresh.raw(), secrets, SURROUNDINGS);
  assert.deepEqual(await contentsOf(wallet), FILLED);
  return (await wallet.state()).slotId;
}

async function filled(
  options: Parameters<typeof freshV1>[0] = {},
): Promise<FreshWallet<WalletV1>> {
  const fresh = await freshV1(options);
  const { wallet } = await fresh.open();
  await fill(wallet);
  return fresh;
}

Deno.test("a second password opens, and the first one goes on", async () => {
  await using fresh = await filled();
  const { wallet, store } = await fresh.open();
  await wallet.unlock();
  const id = await wallet.slots.addPasswordSlot("second", {
    label: "laptop",
    kdf: QUICK_KDF,
  });
  assert.equal(store.commits.length, 1);
  assert.deepEqual(store.commits[0]!.map((change) => change.do), ["header"]);
  assert.equal(await opens(fresh, { secret: { password: "second" } }), id);
  assert.notEqual(await opens(fresh, { secret: { password: PASSWORD } }), id);
  assert.deepEqual(await contentsOf(wallet), FILLED);
});

Deno.test("a list of slots needs no password", async () => {
  await using fresh = await filled();
  const { wallet } = await fresh.open();
  const { id } = await wallet.slots.addTokenSlot({ label: "ci" });
  const unopened = await fresh.open("nobody is asked");
  const [first, second] = await unopened.wallet.slots.listSlots();
  assert.equal(unopened.asked(), 0);
  const { id: _, ...shown } = first!;
  assert.deepEqual(shown, {
    kind: "password",
    label: "quick",
    kdf: QUICK_KDF,
    device: "none",
  });
  const kdf = { name: "none" };
  assert.deepEqual(second, { id, kind: "token", label: "ci", kdf, device: "none" });
  assert.deepEqual(await listSlots(await fresh.raw()), [first, second]);
});

Deno.test("a token opens the wallet until its slot goes", async () => {
  await using fresh = await filled();
  const { wallet } = await fresh.open();
  const { id, token } = await wallet.slots.addTokenSlot({ label: "ci" });
  assert.match(token, /^cft1_/);
  assert.equal(await opens(fresh, { secret: { token } }), id);
  await wallet.slots.removeSlot(id);
  await assert.rejects(opens(fresh, { secret: { token } }), AuthenticationError);
  await assert.rejects(wallet.slots.removeSlot(id), NotFoundError);
});

Deno.test("the last slot stays", async () => {
  await using fresh = await filled();
  const { wallet, store } = await fresh.open();
  const [slot] = await wallet.slots.listSlots();
  await assert.rejects(wallet.slots.removeSlot(slot!.id), RefusedError);
  assert.equal(store.commits.length, 0);
  await opens(fresh, { secret: { password: PASSWORD } });
});

Deno.test("a change of password rewrites the slot and nothing else", async () => {
  await using fresh = await filled();
  const { wallet, store } = await fresh.open();
  const [before] = await wallet.slots.listSlots();
  await wallet.slots.changePassword("new password");
  assert.deepEqual(store.commits.map((changes) => changes.map(({ do: kind }) => kind)), [[
    "header",
  ]]);
  assert.deepEqual(await wallet.slots.listSlots(), [before]);
  await assert.rejects(
    opens(fresh, { secret: { password: PASSWORD } }),
    AuthenticationError,
  );
  assert.equal(await opens(fresh, { secret: { password: "new password" } }), before!.id);
  await wallet.slots.changePassword("newer password");
  await opens(fresh, { secret: { password: "newer password" } });
  assert.deepEqual(await contentsOf(wallet), FILLED);
});

Deno.test("of two who change one password, one learns of it", async () => {
  await using fresh = await filled();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await two.wallet.unlock();
  one.store.beforeNext("commit", () => two.wallet.slots.changePassword("two"));
  await assert.rejects(one.wallet.slots.changePassword("one"), ConflictError);
  await opens(fresh, { secret: { password: "two" } });
});

Deno.test("slots change while others write, and a password is stretched once", async () => {
  await using fresh = await filled();
  const { wallet: other } = await fresh.open();
  await other.unlock();
  let salts = 0;
  const random: RandomSource = (length) => {
    // Nothing else that a slot with its id takes has the length of a salt.
    if (length === 16) salts++;
    return systemRandom(length);
  };
  const store = new WatchedRecordStore(await fresh.raw());
  const secrets = { secret: { password: PASSWORD } };
  await using wallet = openWalletV1(store, secrets, { ...SURROUNDINGS, random });
  const name = { domain: "bank", access: "card" };
  const meet = () =>
    store.beforeNext("commit", () => other.set(name, { uid: "uid of bank/card" }));
  meet();
  await wallet.slots.changePassword("new");
  meet();
  await wallet.slots.addPasswordSlot("second", { label: "", kdf: QUICK_KDF });
  assert.equal(store.calls.filter((call) => call === "commit").length, 4);
  assert.equal(salts, 2);
  for (const password of ["new", "second"]) await opens(fresh, { secret: { password } });
});

Deno.test("a device key stays with its slot", async () => {
  const device = randomDevice(systemRandom);
  const deviceKey = device.key;
  const slots = [{ ...quickSlot(), device }];
  await using fresh = await filled({ slots, secrets: { deviceKey } });
  const { wallet } = await fresh.open();
  await wallet.slots.changePassword("new");
  await wallet.slots.addPasswordSlot("second", { label: "", kdf: QUICK_KDF });
  for (const password of ["new", "second"]) {
    await opens(fresh, { secret: { password }, deviceKey });
    await assert.rejects(opens(fresh, { secret: { password } }), AuthenticationError);
    const wrong = new Uint8Array(32);
    await assert.rejects(
      opens(fresh, { secret: { password }, deviceKey: wrong }),
      AuthenticationError,
    );
  }
  const other = randomDevice(systemRandom);
  await wallet.slots.changePassword("newer", { device: other });
  await opens(fresh, { secret: { password: "newer" }, deviceKey: other.key });
  // It is not known any more which device key that is.
  await assert.rejects(wallet.slots.changePassword("newest"), UsageError);
  await wallet.slots.changePassword("newest", { device: noDevice() });
  await opens(fresh, { secret: { password: "newest" } });
});

Deno.test("a device password is asked for where a slot needs it, and once", async () => {
  const device = await passwordDevice("device", { kdf: QUICK_KDF, random: systemRandom });
  const slots = [{ ...quickSlot(), device }];
  let asked = 0;
  const devicePassword = () => {
    asked++;
    return Promise.resolve("device");
  };
  await using fresh = await filled({ slots, secrets: { devicePassword } });
  assert.equal(asked, 1);
  const { wallet } = await fresh.open();
  const { token } = await wallet.slots.addTokenSlot({ label: "ci" });
  await wallet.slots.changePassword("new");
  assert.equal(asked, 2);
  await opens(fresh, { secret: { token }, devicePassword });
  await opens(fresh, {
    secret: { password: "new" },
    devicePassword,
    deviceKey: device.key,
  });
  assert.equal(asked, 2);
  await opens(fresh, { secret: { password: "new" }, devicePassword: "device" });
  await assert.rejects(
    opens(fresh, { secret: { password: "new" }, devicePassword: "wrong" }),
    AuthenticationError,
  );
});

Deno.test("what opened by a token says what a new password is to need", async () => {
  await using fresh = await filled();
  const { wallet } = await fresh.open();
  const { token, id } = await wallet.slots.addTokenSlot({ label: "ci" });
  const secrets = { secret: { token } };
  await using ci = openWalletV1(await fresh.raw(), secrets, SURROUNDINGS);
  const kdf = QUICK_KDF;
  await assert.rejects(ci.slots.addPasswordSlot("x", { label: "", kdf }), UsageError);
  await assert.rejects(ci.slots.changePassword("x"), UsageError);
  await assert.rejects(ci.slots.changePassword("x", { id: "00000000" }), NotFoundError);
  await ci.slots.addPasswordSlot("x", { label: "", kdf, device: noDevice() });
  await opens(fresh, { secret: { password: "x" } });
  const [first] = await ci.slots.listSlots();
  await ci.slots.changePassword("by token", { id: first!.id });
  await opens(fresh, { secret: { password: "by token" } });
  await assert.rejects(ci.slots.changePassword("x", { id }), UsageError);
});

Deno.test("there are at most sixteen slots, and labels have a length", async () => {
  await using fresh = await filled();
  const { wallet } = await fresh.open();
  for (let at = 1; at < 16; at++) await wallet.slots.addTokenSlot({ label: `${at}` });
  await assert.rejects(wallet.slots.addTokenSlot({ label: "" }), LimitError);
  const [, second] = await wallet.slots.listSlots();
  await wallet.slots.removeSlot(second!.id);
  await assert.rejects(wallet.slots.addTokenSlot({ label: "x".repeat(129) }), LimitError);
  await assert.rejects(wallet.slots.addPasswordSlot("", { label: "" }), UsageError);
  const kdf = { ...QUICK_KDF, m: 1 };
  await assert.rejects(wallet.slots.addPasswordSlot("x", { label: "", kdf }), LimitError);
  assert.deepEqual(await contentsOf(wallet), FILLED);
});
