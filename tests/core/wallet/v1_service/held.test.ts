/** Keyrings that somebody else holds. */

import assert from "node:assert/strict";
import { MemoryPlace, memoryRecordStore } from "../../../../backends/memory.ts";
import {
  AuthenticationError,
  DamagedError,
  UsageError,
} from "../../../../core/errors.ts";
import { createWalletV1 } from "../../../../core/wallet/v1/create_wallet.ts";
import { randomDevice } from "../../../../core/wallet/v1/device.ts";
import { renewWalletKey } from "../../../../core/wallet/v1/renew_wallet.ts";
import { openStored } from "../../../../core/wallet/v1/opening.ts";
import { WalletSession } from "../../../../core/wallet/v1/session.ts";
import { openWalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import { FakeHolder } from "../../../support/key_holder.ts";
import {
  PASSWORD,
  QUICK_KDF,
  quickSlot,
  SURROUNDINGS,
} from "../../../support/wallets.ts";

const NAME = { domain: "energy", access: "gas" };
const OTHER = "another password";

/** A wallet with a record, a holder, and a way to open it that counts questions. */
async function scene() {
  const place = new MemoryPlace();
  const store = () => memoryRecordStore({ place });
  const { wallet, slots } = await createWalletV1(store(), {
    slots: [quickSlot(), { kind: "token", label: "ci" }],
    surroundings: SURROUNDINGS,
  });
  await wallet.set(NAME, { pwd: "secret" });
  await wallet[Symbol.asyncDispose]();
  const holder = new FakeHolder();
  let asked = 0;
  const open = (password = PASSWORD, held: FakeHolder | undefined = holder) =>
    openWalletV1(store(), {
      secret: () => {
        asked++;
        return Promise.resolve({ password });
      },
      held,
    }, SURROUNDINGS);
  const get = async (password?: string) => {
    await using wallet = open(password);
    return (await wallet.get(NAME))?.pwd;
  };
  const token = slots[1]!.token!;
  return { place, store, holder, open, get, token, asked: () => asked };
}

Deno.test("held: the second opening asks nothing and wipes what it was given", async () => {
  const { holder, get, asked } = await scene();
  assert.equal(await get(), "secret");
  assert.equal(asked(), 1);
  assert.equal(holder.keys.size, 1);
  const [name] = [...holder.keys.keys()];
  assert.match(name!, /^wallet\/[0-9a-f]{32}\/[0-9a-f]{8}\/1\/[0-9a-f]{32}$/);
  assert.equal(await get("not asked for"), "secret");
  assert.equal(asked(), 1);
  assert.ok(holder.given.every((key) => key.every((byte) => byte === 0)));
});

Deno.test("held: it changes records, and knows which slot it was", async () => {
  const { get, open, asked } = await scene();
  await get();
  await using wallet = open("not asked for");
  await wallet.set(NAME, { pwd: "changed" });
  assert.match((await wallet.state()).slotId, /^[0-9a-f]{8}$/);
  assert.equal(await get(), "changed");
  assert.equal(asked(), 1);
});

Deno.test("held: a wrong password is not held, and no token's keyring is", async () => {
  const { holder, get, store, token } = await scene();
  await assert.rejects(get("wrong"), AuthenticationError);
  assert.equal(holder.keys.size, 0);
  const secrets = { secret: { token }, held: holder };
  await using wallet = openWalletV1(store(), secrets, SURROUNDINGS);
  await wallet.unlock();
  assert.equal(holder.keys.size, 0);
});

const SPOILT: [string, (key: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>][] = [
  ["of another wallet", (key) => key.map((byte, at) => at < 8 ? byte : byte ^ 1)],
  ["of another epoch", (key) => key.map((byte, at) => at === 7 ? byte + 1 : byte)],
  ["too short", (key) => key.subarray(1)],
  ["empty", () => new Uint8Array()],
  ["twice as long", (key) => new Uint8Array([...key, ...key])],
];

for (const [what, spoil] of SPOILT) {
  Deno.test(`held: a keyring ${what} leads to the password`, async () => {
    const { holder, get, asked } = await scene();
    await get();
    const [[name, key]] = [...holder.keys] as [[string, Uint8Array<ArrayBuffer>]];
    holder.keys.set(name, spoil(key));
    assert.equal(await get(), "secret");
    assert.equal(asked(), 2);
    // What opened takes its place.
    assert.deepEqual(holder.keys.get(name), key);
  });
}

Deno.test("held: a name that was not asked for is not believed", async () => {
  const { holder, get, asked } = await scene();
  await get();
  const [key] = [...holder.keys.values()];
  holder.get = () => Promise.resolve({ name: "wallet/another", key: key!.slice() });
  assert.equal(await get(), "secret");
  assert.equal(asked(), 2);
});

Deno.test("held: a changed password, slot or key leaves the name behind", async () => {
  const { holder, get, store, open, asked } = await scene();
  await get();
  const name = [...holder.keys.keys()][0]!;
  const secret = { password: PASSWORD };
  {
    await using wallet = openWalletV1(store(), { secret }, SURROUNDINGS);
    await wallet.slots.changePassword(OTHER, { kdf: QUICK_KDF });
  }
  await assert.rejects(get(PASSWORD), AuthenticationError);
  assert.equal(await get(OTHER), "secret");
  assert.equal(asked(), 3);
  assert.equal(holder.keys.size, 2);
  const openIt = () => openStored(store(), { secret: { password: OTHER } });
  {
    await using session = new WalletSession(store(), openIt, SURROUNDINGS);
    await renewWalletKey(session);
  }
  const before = holder.asked.length;
  assert.equal(await get(OTHER), "secret");
  assert.equal(asked(), 4);
  assert.ok(
    holder.asked[before]!.every((each) => !holder.keys.has(each) || each !== name),
  );
  await using wallet = open(OTHER);
  await wallet.unlock();
  assert.equal(asked(), 4);
});

Deno.test("held: damage is found as without a holder", async () => {
  const { place, get, store, asked } = await scene();
  await get();
  const { value, version } = (await store().header())!;
  const header = { ...JSON.parse(value), count: 7 };
  await memoryRecordStore({ place }).commit([
    { do: "header", header: JSON.stringify(header), expected: version },
  ]);
  await assert.rejects(get(), DamagedError);
  assert.equal(asked(), 2);
});

Deno.test("held: without a secret, no key is renewed and no device key given away", async () => {
  const { store, get, holder } = await scene();
  await get();
  const secret = () => Promise.reject(new Error("asked"));
  const openIt = () => openStored(store(), { secret, held: holder });
  await using session = new WalletSession(store(), openIt, SURROUNDINGS);
  await assert.rejects(renewWalletKey(session), UsageError);
});

Deno.test("held: the device key of a wallet that a holder opened is not known", async () => {
  const place = new MemoryPlace();
  const store = () => memoryRecordStore({ place });
  const device = randomDevice(SURROUNDINGS.random);
  const { wallet } = await createWalletV1(store(), {
    slots: [{ ...quickSlot(), device } as ReturnType<typeof quickSlot>],
    surroundings: SURROUNDINGS,
  });
  await wallet[Symbol.asyncDispose]();
  const held = new FakeHolder();
  const secret = { password: PASSWORD };
  {
    const secrets = { secret, deviceKey: device.key, held };
    await using first = openWalletV1(store(), secrets, SURROUNDINGS);
    await first.unlock();
  }
  // The keyring opens it on its own, as it would be without a device key at hand.
  await using second = openWalletV1(store(), { secret, held }, SURROUNDINGS);
  await second.unlock();
  const options = { label: "second", kdf: QUICK_KDF };
  await assert.rejects(second.slots.addPasswordSlot(OTHER, options), UsageError);
});
