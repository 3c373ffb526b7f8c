/** Field keys of format v0 that somebody else holds. */

import assert from "node:assert/strict";
import { memoryRecordStore } from "../../../backends/memory.ts";
import { MemoryPlace } from "../../../backends/memory.ts";
import { AuthenticationError, DamagedError } from "../../../core/errors.ts";
import { openWalletV0 } from "../../../core/wallet/v0/wallet.ts";
import { FakeHolder } from "../../support/key_holder.ts";
import { collected, SURROUNDINGS } from "../../support/wallets.ts";

const DEVICE_KEY = "7HSO1nJvI0vuK0yBAmVUMYHI-H5sCH-ZFz3WiI40oZw=";
const PASSWORD = "memorable";
const NAME = { domain: "energy", access: "gas" };

/** A place with a record that `PASSWORD` opens. */
async function scene({ empty = false } = {}) {
  const place = new MemoryPlace();
  const holder = new FakeHolder();
  let asked = 0;
  const open = (password = PASSWORD, deviceKey = DEVICE_KEY) =>
    openWalletV0(memoryRecordStore({ place }), {
      password: () => {
        asked++;
        return Promise.resolve(password);
      },
      deviceKey,
      held: holder,
    }, SURROUNDINGS);
  if (!empty) {
    await using wallet = open();
    await wallet.set(NAME, { pwd: "secret" });
    await wallet.get(NAME);
  }
  const get = async (password?: string, name = NAME) => {
    await using wallet = open(password);
    return (await wallet.get(name))?.pwd;
  };
  return { place, holder, open, get, asked: () => asked };
}

Deno.test("held v0: a key that has opened a record is held, and asked for first", async () => {
  const { holder, get, asked } = await scene();
  assert.match([...holder.keys.keys()].join(), /^secret-wallet\/[0-9a-f]{64}$/);
  assert.equal(await get("not asked for"), "secret");
  assert.equal(asked(), 1);
});

Deno.test("held v0: with nothing to open, nothing is believed and nothing held", async () => {
  const { holder, open, asked } = await scene({ empty: true });
  {
    await using wallet = open();
    await wallet.unlock();
    await wallet.set(NAME, { pwd: "secret" });
  }
  assert.equal(holder.keys.size, 0);
  {
    await using wallet = open();
    await wallet.get(NAME);
    await wallet.delete([NAME]);
  }
  assert.equal(holder.keys.size, 1);
  assert.equal(asked(), 2);
  await using wallet = open();
  await wallet.set(NAME, { pwd: "again" });
  assert.equal(asked(), 3);
});

Deno.test("held v0: a wrong password is not held", async () => {
  const { holder, get } = await scene();
  holder.keys.clear();
  await assert.rejects(get("wrong"), AuthenticationError);
  assert.equal(holder.keys.size, 0);
});

for (const length of [0, 31, 32, 33]) {
  Deno.test(`held v0: ${length} bytes that are no key lead to the password`, async () => {
    const { holder, get, open, asked } = await scene();
    const name = [...holder.keys.keys()][0]!;
    const right = holder.keys.get(name)!;
    holder.keys.set(name, new Uint8Array(length).fill(9));
    assert.equal(await get(), "secret");
    assert.equal(asked(), 2);
    assert.deepEqual(holder.keys.get(name), right);
    holder.keys.set(name, new Uint8Array(length).fill(9));
    await using wallet = open();
    await wallet.set({ ...NAME, access: "new" }, { pwd: "x" });
    assert.equal(asked(), 3, "also before something is written");
    assert.equal((await collected(wallet.records())).length, 2);
  });
}

Deno.test("held v0: a record of another password leads to that password", async () => {
  const { holder, open, get, asked, place } = await scene();
  const other = { domain: "old", access: "mail" };
  const held = undefined;
  {
    const store = memoryRecordStore({ place: new MemoryPlace() });
    const secrets = { password: "older", deviceKey: DEVICE_KEY, held };
    await using wallet = openWalletV0(store, secrets, SURROUNDINGS);
    await wallet.set(other, { pwd: "older secret" });
    const { value } = (await store.get(other))!;
    const put = { do: "put", record: value, expected: "absent" } as const;
    await memoryRecordStore({ place }).commit([put]);
  }
  assert.equal(await get("older", other), "older secret");
  assert.equal(asked(), 2);
  // A list that begins with one key and meets the other, in the order of names.
  const mine = [...holder.keys.entries()];
  await using wallet = open("memorable");
  await assert.rejects(collected(wallet.records()), AuthenticationError);
  assert.equal(mine.length, 1);
});

Deno.test("held v0: a damaged record is an error only after the password", async () => {
  const { get, place, asked } = await scene();
  const store = memoryRecordStore({ place });
  const { value, version } = (await store.get(NAME))!;
  const attributes = new Map([...value.attributes, ["pwd", "no token"]]);
  const record = { ...value, attributes };
  await store.commit([{ do: "put", record, expected: version }]);
  await assert.rejects(get(), DamagedError);
  assert.equal(asked(), 2);
});

Deno.test("held v0: another device key or another store has another name", async () => {
  const { holder, open } = await scene();
  const other = "K".repeat(43) + "=";
  await using wallet = open(PASSWORD, other);
  await assert.rejects(wallet.get(NAME), AuthenticationError);
  const [first, second] = [holder.asked[0]![0], holder.asked.at(-1)![0]];
  assert.notEqual(first, second);
  assert.ok(!second!.includes(other) && !second!.includes(PASSWORD));
});
