/** Keys of stashes that somebody else holds. */

import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { AuthenticationError } from "../../../core/errors.ts";
import { openStash } from "../../../core/stash/stash.ts";
import { FakeHolder } from "../../support/key_holder.ts";
import { PASSWORD, stashStore, withCheapDerivation } from "../../support/stashes.ts";

const KEY = ["mail", "work"];

/** A stash with a value, and a holder. */
async function scene() {
  const store = await stashStore([[KEY, "secret"]]);
  const held = new FakeHolder();
  let asked = 0;
  const open = (password = PASSWORD) =>
    openStash(store, () => {
      asked++;
      return Promise.resolve(password);
    }, { held });
  const read = async (password?: string) => {
    using stash = await open(password);
    return new TextDecoder().decode(stash.read(KEY));
  };
  return { store, held, open, read, asked: () => asked };
}

Deno.test("held: a stash that was opened is opened again without a question", async () => {
  const { held, read, open, asked } = await scene();
  assert.equal(await read(), "secret");
  assert.match([...held.keys.keys()].join(), /^stash\/[0-9a-f]{64}$/);
  assert.equal(await read("not asked for"), "secret");
  using stash = await open("not asked for");
  await stash.write(KEY, new Uint8Array([0x78]));
  assert.equal(await read(), "x");
  assert.equal(asked(), 1);
});

Deno.test("held: a stash's wrong password is not held", async () => {
  const { held, read } = await scene();
  await assert.rejects(read("wrong"), AuthenticationError);
  assert.equal(held.keys.size, 0);
});

for (const length of [0, 31, 32, 33]) {
  Deno.test(`held: ${length} bytes that are no key of the stash are no error`, async () => {
    const { held, read, asked } = await scene();
    await read();
    const [name, right] = [...held.keys][0]!;
    held.keys.set(name, new Uint8Array(length).fill(7));
    assert.equal(await read(), "secret");
    assert.equal(asked(), 2);
    assert.deepEqual(held.keys.get(name), right);
    assert.ok(held.given.at(-1)!.every((byte) => byte === 0), "wiped");
  });
}

Deno.test("held: another password of a stash makes another name", async () => {
  const { held, open, read, asked } = await scene();
  await withCheapDerivation(async () => {
    {
      using stash = await open();
      await stash.changePassword("an0ther, Password");
    }
    assert.equal(await read("an0ther, Password"), "secret");
    assert.equal(asked(), 2);
    assert.equal(held.keys.size, 2);
  });
});

Deno.test("held: no key for a stash that is not there", async () => {
  const held = new FakeHolder();
  await assert.rejects(openStash(memoryBlobStore(), PASSWORD, { held }));
  assert.deepEqual(held.asked, []);
});
