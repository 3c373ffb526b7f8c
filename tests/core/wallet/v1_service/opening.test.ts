/** How wallets are made and opened, and which format it is. */

import assert from "node:assert/strict";
import { MemoryPlace, memoryRecordStore } from "../../../../backends/memory.ts";
import {
  AuthenticationError,
  ExistsError,
  LimitError,
  NotFoundError,
  RefusedError,
  UsageError,
} from "../../../../core/errors.ts";
import { openWallet } from "../../../../core/wallet/open.ts";
import { createWalletV1 } from "../../../../core/wallet/v1/create_wallet.ts";
import { noDevice, passwordDevice } from "../../../../core/wallet/v1/device.ts";
import { openWalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import {
  collected,
  freshV0,
  freshV1,
  memoryStores,
  PASSWORD,
  QUICK_KDF,
  quickSlot,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { contentsOf, fill, FILLED } from "./samples.ts";

const V0 = {
  password: PASSWORD,
  deviceKey: "7HSO1nJvI0vuK0yBAmVUMYHI-H5sCH-ZFz3WiI40oZw=",
};
const V1 = { secret: { password: PASSWORD } };
const surroundings = SURROUNDINGS;

Deno.test("a new wallet is open, and others can open it", async () => {
  const place = new MemoryPlace();
  const { wallet, slots } = await createWalletV1(memoryRecordStore({ place }), {
    slots: [quickSlot(), { kind: "token", label: "ci" }],
    surroundings,
  });
  await using _ = wallet;
  assert.equal(slots.length, 2);
  assert.equal(slots[0]!.token, undefined);
  const { token } = slots[1]!;
  assert.ok(token !== undefined);
  await fill(wallet);
  const { walletId, ...state } = await wallet.state();
  assert.match(walletId, /^[0-9a-f]{32}$/);
  assert.deepEqual(state, {
    names: "sealed",
    generation: 4,
    count: 3,
    renewing: false,
    slotId: slots[0]!.id,
  });
  await using ci = openWalletV1(
    memoryRecordStore({ place }),
    { secret: () => Promise.resolve({ token }) },
    surroundings,
  );
  assert.deepEqual(await contentsOf(ci), FILLED);
  await wallet.slots.changePassword("new");
  await assert.rejects(
    openWalletV1(memoryRecordStore({ place }), V1, surroundings).unlock(),
    AuthenticationError,
  );
});

Deno.test("a wallet is made only where nothing is", async () => {
  const options = { slots: [quickSlot()], surroundings };
  const place = new MemoryPlace();
  await (await createWalletV1(memoryRecordStore({ place }), options)).wallet
    [Symbol.asyncDispose]();
  const before = place.content.header();
  await assert.rejects(
    createWalletV1(memoryRecordStore({ place }), options),
    ExistsError,
  );
  assert.equal(place.content.header(), before);

  const openStore = memoryStores();
  await using v0 = await freshV0(openStore);
  await fill((await v0.open()).wallet);
  await assert.rejects(createWalletV1(await openStore(), options), ExistsError);

  const quicker = new MemoryPlace();
  const [one, two] = [1, 2].map(() =>
    createWalletV1(memoryRecordStore({ place: quicker }), options)
  );
  const outcomes = await Promise.allSettled([one!, two!]);
  const failed = outcomes.filter(({ status }) => status === "rejected");
  assert.equal(failed.length, 1);
  assert.ok((failed[0] as PromiseRejectedResult).reason instanceof ExistsError);
});

Deno.test("a wallet is not made where it cannot be kept, or not be opened", async () => {
  const options = { slots: [quickSlot()], surroundings };
  for (
    const features of [
      { header: false },
      { atomicChanges: 2 },
      { attributes: ["uid", "pwd", "info", "timestamp"] },
    ]
  ) {
    await assert.rejects(
      createWalletV1(memoryRecordStore({ features }), options),
      RefusedError,
    );
  }
  const place = new MemoryPlace();
  const make = (slots: Parameters<typeof createWalletV1>[1]["slots"]) =>
    createWalletV1(memoryRecordStore({ place }), { slots, surroundings });
  await assert.rejects(make([]), UsageError);
  await assert.rejects(make([quickSlot("")]), UsageError);
  await assert.rejects(
    make(Array.from({ length: 17 }, () => ({ kind: "token" as const, label: "" }))),
    LimitError,
  );
  assert.equal(place.content.header(), null);
});

Deno.test("a wallet that is not there", async () => {
  await using wallet = openWalletV1(memoryRecordStore(), V1, surroundings);
  await assert.rejects(wallet.unlock(), NotFoundError);
  await assert.rejects(wallet.get({ domain: "", access: "" }), NotFoundError);
  await assert.rejects(wallet.set({ domain: "", access: "" }, {}), NotFoundError);
  await assert.rejects(collected(wallet.names()), NotFoundError);
  await assert.rejects(wallet.slots.listSlots(), NotFoundError);
});

Deno.test("nobody is asked before the header is there", async () => {
  let asked = 0;
  const secret = () => {
    asked++;
    return Promise.resolve({ password: PASSWORD });
  };
  await using wallet = openWalletV1(memoryRecordStore(), { secret }, surroundings);
  await assert.rejects(wallet.unlock(), NotFoundError);
  assert.equal(asked, 0);
});

Deno.test("after a wrong password, another may be right", async () => {
  await using fresh = await freshV1();
  const passwords = ["wrong", PASSWORD];
  const secret = () => Promise.resolve({ password: passwords.shift()! });
  await using wallet = openWalletV1(await fresh.raw(), { secret }, surroundings);
  const outcomes = await Promise.allSettled([wallet.unlock(), wallet.unlock()]);
  assert.deepEqual(outcomes.map(({ status }) => status), ["rejected", "rejected"]);
  await wallet.unlock();
  await fill(wallet);
  assert.deepEqual(passwords, []);
});

Deno.test("a change reads the header once, and again after a mistake", async () => {
  await using fresh = await freshV1();
  const store = new WatchedRecordStore(await fresh.raw());
  const passwords = ["wrong", PASSWORD];
  const secret = () => Promise.resolve({ password: passwords.shift()! });
  await using wallet = await openWallet(store, { v1: { secret } }, surroundings);
  const set = () => wallet.set({ domain: "d", access: "a" }, {});
  await assert.rejects(set(), AuthenticationError);
  assert.deepEqual(store.calls, ["header"]);
  await set();
  assert.deepEqual(store.calls, ["header", "header", "get", "commit"]);
});

Deno.test("who opens it learns the slot, whatever was the hint", async () => {
  await using fresh = await freshV1({ slots: [quickSlot("one"), quickSlot("two")] });
  const store = await fresh.raw();
  const seen: string[] = [];
  const open = (password: string, slotHint?: string) =>
    openWalletV1(
      store,
      { secret: { password }, slotHint, onOpened: (id) => void seen.push(id) },
      surroundings,
    );
  const [first, second] = await open("one").slots.listSlots();
  await open("one").unlock();
  await open("two").unlock();
  await open("two", second!.id).unlock();
  await open("two", "00000000").unlock();
  assert.deepEqual(seen, [first!.id, second!.id, second!.id, second!.id]);
  const failing = openWalletV1(
    store,
    {
      secret: { password: "one" },
      onOpened: () => {
        throw new UsageError("no room to remember");
      },
    },
    surroundings,
  );
  await assert.rejects(failing.unlock(), /no room to remember/);
});

Deno.test("a wallet that is closed while it opens", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  const opening = wallet.unlock();
  const closing = wallet[Symbol.asyncDispose]();
  await assert.rejects(opening, UsageError);
  await closing;
  await assert.rejects(collected(wallet.names()), UsageError);
  await assert.rejects(wallet.state(), UsageError);
});

Deno.test("the header says which format it is", async () => {
  await using v1 = await freshV1();
  await using v0 = await freshV0();
  const secrets = { v0: V0, v1: V1 };
  const opened = await openWallet(await v1.raw(), secrets, surroundings);
  assert.equal(opened.format, "coffer");
  await fill(opened);
  assert.deepEqual(await contentsOf((await v1.open()).wallet), FILLED);
  const old = await openWallet(await v0.raw(), secrets, surroundings);
  assert.equal(old.format, "secret-wallet");
  await fill(old);
  assert.deepEqual(await contentsOf((await v0.open()).wallet), FILLED);
});

Deno.test("a format that there are no secrets for", async () => {
  await using v1 = await freshV1();
  await using v0 = await freshV0();
  await assert.rejects(openWallet(await v1.raw(), { v0: V0 }, surroundings), UsageError);
  await assert.rejects(
    openWallet(await v0.raw(), { v1: V1 }, surroundings),
    NotFoundError,
  );
  await assert.rejects(openWallet(await v0.raw(), {}, surroundings), NotFoundError);
});

Deno.test("no device password is asked for where a slot opens without one", async () => {
  const place = new MemoryPlace();
  const random = SURROUNDINGS.random;
  const device = await passwordDevice("of the device", { kdf: QUICK_KDF, random });
  const slot = { kind: "password", label: "", kdf: QUICK_KDF } as const;
  const { wallet } = await createWalletV1(memoryRecordStore({ place }), {
    slots: [
      { ...slot, password: "with a device", device },
      { ...slot, password: "without one", device: noDevice() },
    ],
    surroundings,
  });
  await wallet[Symbol.asyncDispose]();
  const opened = async (password: string) => {
    let asked = 0;
    const devicePassword = () => Promise.resolve(++asked > 0 ? "of the device" : "");
    await using wallet = openWalletV1(
      memoryRecordStore({ place }),
      { secret: { password }, devicePassword },
      surroundings,
    );
    await wallet.unlock();
    return asked;
  };
  assert.equal(await opened("without one"), 0);
  assert.equal(await opened("with a device"), 1);
  await assert.rejects(opened("neither"), AuthenticationError);
});
