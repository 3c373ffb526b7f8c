import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { utf8 } from "../../../core/bytes.ts";
import { AuthenticationError, NotFoundError, UsageError } from "../../../core/errors.ts";
import { lookUp } from "../../../core/handover/lookup.ts";
import { parseReference } from "../../../core/handover/reference.ts";
import { resolve, resolveBytes } from "../../../core/handover/resolve.ts";
import { createStash, openStash } from "../../../core/stash/stash.ts";
import { freshV1, memoryStores, PASSWORD } from "../../support/wallets.ts";

const RECORD = { domain: "mail", access: "work", uid: "me", pwd: "hunter2" };

/** A wallet with one record, in a place that can be opened again. */
async function place() {
  const openStore = memoryStores();
  const fresh = await freshV1({ openStore });
  const { wallet } = await fresh.open();
  const record = { ...RECORD, info: new Map([["a/b", "1234"]]) };
  await wallet.insert([{ record, overwrite: false }]);
  return { fresh, openStore, wallet };
}

async function stashWith(values: Record<string, Uint8Array>) {
  const store = memoryBlobStore();
  using stash = await createStash(store, PASSWORD);
  for (const [name, value] of Object.entries(values)) await stash.write([name], value);
  return store;
}

Deno.test("resolve: a wallet to open by its password, and a stash", async () => {
  const { fresh, openStore } = await place();
  const stash = await stashWith({ key: utf8("line\n") });
  const values = await resolve({
    UID: "coffer://mail/work/uid",
    PWD: "coffer://mail/work",
    INFO: "coffer://mail/work/info/a%2Fb",
    KEY: "stash://key",
    KEY64: "stash://key?encoding=base64",
  }, {
    wallet: { store: await openStore(), password: PASSWORD },
    stash: { store: stash, password: PASSWORD },
  });
  assert.deepEqual(values, {
    UID: "me",
    PWD: "hunter2",
    INFO: "1234",
    KEY: "line\n",
    KEY64: "bGluZQo=",
  });
  await fresh[Symbol.asyncDispose]();
});

Deno.test("resolve: a wallet by a token, and what is open already stays open", async () => {
  const { fresh, openStore, wallet } = await place();
  const { token } = await wallet.slots.addTokenSlot({ label: "ci" });
  const names = { PWD: "coffer://mail/work" };
  const store = await openStore();
  assert.deepEqual(await resolve(names, { wallet: { store, token } }), {
    PWD: "hunter2",
  });
  assert.deepEqual(await resolve(names, { wallet }), { PWD: "hunter2" });
  assert.equal((await wallet.get(RECORD))!.pwd, "hunter2", "it is still open");
  const blob = await stashWith({ a: new Uint8Array([0xff, 0]) });
  using stash = await openStash(blob, PASSWORD);
  const { A } = await resolveBytes({ A: "stash://a" }, { stash });
  assert.deepEqual(A, new Uint8Array([0xff, 0]));
  assert.ok(stash.has(["a"]), "it is still open");
  await fresh[Symbol.asyncDispose]();
});

Deno.test("resolve: errors by class, and never a value", async () => {
  const { fresh, openStore, wallet } = await place();
  const rejects = (references: Record<string, string>, options: object, type: object) =>
    assert.rejects(resolve(references, options), (error: Error) => {
      assert.ok(error instanceof (type as typeof Error), `${error}`);
      assert.ok(!error.message.includes("hunter2") && !error.message.includes(PASSWORD));
      return true;
    });
  await rejects({ A: "coffer://mail/nope" }, { wallet }, NotFoundError);
  await rejects({ A: "coffer://mail/work/info/x" }, { wallet }, NotFoundError);
  await rejects({ A: "nonsense" }, { wallet }, UsageError);
  await rejects({ A: "stash://a" }, { wallet }, UsageError);
  await rejects({ A: "coffer://mail/work" }, {}, UsageError);
  const open = async (more: object) => ({
    wallet: { store: await openStore(), ...more },
  });
  const work = { A: "coffer://mail/work" };
  await rejects(work, await open({ password: "wrong" }), AuthenticationError);
  await rejects(work, await open({ token: "cft1_nonsense" }), AuthenticationError);
  await rejects(work, await open({}), UsageError);
  const stash = await stashWith({ a: new Uint8Array([0xff]) });
  await rejects(
    { A: "stash://a" },
    { stash: { store: stash, password: PASSWORD } },
    UsageError,
  );
  await rejects(
    { A: "stash://a" },
    { stash: { store: stash, password: "no" } },
    AuthenticationError,
  );
  await fresh[Symbol.asyncDispose]();
});

Deno.test("lookUp: each record is fetched once, each source opened once or never", async () => {
  const counts = { wallet: 0, get: 0 };
  const record = { ...RECORD, info: new Map<string, string>() };
  const references = ["", "/uid", "/pwd", "?encoding=base64"]
    .map((rest) => parseReference(`coffer://mail/work${rest}`));
  const values = await lookUp(references, {
    wallet: () => {
      counts.wallet++;
      return Promise.resolve({
        get: () => {
          counts.get++;
          return Promise.resolve(record);
        },
      });
    },
    stash: () => Promise.reject(new Error("nobody wants a stash")),
  });
  assert.deepEqual(counts, { wallet: 1, get: 1 });
  const texts = values.map((value) => new TextDecoder().decode(value));
  assert.deepEqual(texts, ["hunter2", "me", "hunter2", "aHVudGVyMg=="]);
  assert.deepEqual(await lookUp([], { wallet: assert.fail, stash: assert.fail }), []);
});

Deno.test("lookUp: all that is missing is named, up to five", async () => {
  const wallet = () => Promise.resolve({ get: () => Promise.resolve(null) });
  const references = Array.from(
    { length: 7 },
    (_, i) => parseReference(`coffer://a/${i}`),
  );
  const looked = lookUp([...references, references[0]!], { wallet, stash: assert.fail });
  await assert.rejects(looked, {
    name: "NotFoundError",
    message: "there is nothing at coffer://a/0, coffer://a/1, coffer://a/2, " +
      "coffer://a/3, coffer://a/4 and 2 more",
  });
});
