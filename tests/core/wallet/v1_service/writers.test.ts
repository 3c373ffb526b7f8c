/** Several who write at once, and what one commit holds. */

import assert from "node:assert/strict";
import { MemoryPlace } from "../../../../backends/memory.ts";
import { ConflictError } from "../../../../core/errors.ts";
import { collected, freshV1, memoryStores } from "../../../support/wallets.ts";
import { contentsOf, fill, FILLED, NAMES, uidOf } from "./samples.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";

const [CARD, WEB, WORK] = NAMES as [RecordName, RecordName, RecordName];

Deno.test("every change is one commit of its records and the header", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  const insertions = NAMES.map((name) => ({
    record: { ...name, uid: "x", pwd: null, info: new Map([["PIN", "1"]]) },
    overwrite: false,
  }));
  await wallet.insert(insertions);
  await wallet.set(CARD, { pwd: "y" });
  await wallet.rename(CARD, { domain: "bank", access: "new card" });
  await wallet.rename(WEB, WORK, { force: true });
  await wallet.deleteInfo(WORK, "PIN");
  await wallet.delete([WORK]);
  const kinds = store.commits.map((changes) => changes.map((change) => change.do));
  assert.deepEqual(kinds, [
    ["put", "put", "put", "header"],
    ["put", "header"],
    ["put", "delete", "header"],
    ["put", "delete", "header"],
    ["put", "header"],
    ["delete", "header"],
  ]);
  const { generation, count } = await wallet.state();
  assert.deepEqual([generation, count], [7, 1]);
  assert.deepEqual((await wallet.verify()).problems, []);
});

Deno.test("a conflict in the header alone is tried again, and no record is read again", async () => {
  await using fresh = await freshV1();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await fill(two.wallet);
  await one.wallet.unlock();
  const changes: (() => Promise<unknown>)[] = [
    () => one.wallet.set(CARD, { pwd: "one" }),
    () => one.wallet.rename(CARD, { domain: "bank", access: "one" }),
    () => one.wallet.deleteInfo(WEB, "PIN"),
    () => one.wallet.delete([WEB]),
  ];
  for (const [at, change] of changes.entries()) {
    one.store.takeCalls();
    one.store.beforeNext("commit", () => two.wallet.set(WORK, { pwd: `two ${at}` }));
    await change();
    const calls = one.store.takeCalls();
    const again = calls.slice(calls.indexOf("commit") + 1);
    assert.deepEqual(again, ["header", "commit"], `change ${at}`);
  }
  assert.deepEqual(await contentsOf(two.wallet), [
    ["bank", "one", uidOf(CARD)],
    ["mail", "work", uidOf(WORK)],
  ]);
  assert.equal((await one.wallet.get(WORK))?.pwd, "two 3");
  assert.equal((await two.wallet.get({ domain: "bank", access: "one" }))?.pwd, "one");
});

Deno.test("a conflict names the record, not its hash", async () => {
  await using fresh = await freshV1();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await fill(two.wallet);
  one.store.beforeNext("commit", () => two.wallet.set(CARD, { pwd: "two" }));
  await assert.rejects(one.wallet.delete([CARD, WEB]), (error: unknown) => {
    assert.ok(error instanceof ConflictError);
    assert.match(error.message, /changed bank\/card$/);
    assert.deepEqual(error.subjects, [CARD]);
    return true;
  });
  assert.equal((await contentsOf(one.wallet)).length, 3);
});

Deno.test("who is never quick enough gives up", async () => {
  await using fresh = await freshV1();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await two.wallet.unlock();
  let attempts = 0;
  one.store.before = async (call) => {
    if (call !== "commit") return;
    attempts++;
    await two.wallet.set(WEB, { uid: String(attempts) });
  };
  await assert.rejects(one.wallet.set(CARD, { uid: "x" }), ConflictError);
  assert.equal(attempts, 100);
});

Deno.test("one handle takes its changes in turns", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  const names = Array.from(
    { length: 20 },
    (_, at) => ({ domain: "d", access: `${at % 10}` }),
  );
  await Promise.all(names.map((name, at) => wallet.set(name, { uid: String(at) })));
  assert.equal(store.commits.length, 20);
  assert.equal(store.calls.filter((call) => call === "commit").length, 20);
  const uids = (await contentsOf(wallet)).map(([, access, uid]) => [access, uid]);
  assert.deepEqual(uids, Array.from({ length: 10 }, (_, at) => [`${at}`, `${at + 10}`]));
});

Deno.test("a list is of one moment", async () => {
  await using fresh = await freshV1();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await fill(two.wallet);
  await one.wallet.unlock();
  one.store.beforeNext("scan", () => two.wallet.delete([WEB]));
  const names = await collected(one.wallet.names());
  assert.deepEqual(names.map(({ access }) => access), ["card", "work"]);
  assert.deepEqual(one.store.takeCalls().filter((call) => call === "scan").length, 2);
});

Deno.test("a list that others never let finish", async () => {
  await using fresh = await freshV1();
  const [one, two] = [await fresh.open(), await fresh.open()];
  await fill(two.wallet);
  let changes = 0;
  one.store.before = async (call) => {
    if (call === "scan") await two.wallet.set(WEB, { uid: String(changes++) });
  };
  await assert.rejects(contentsOf(one.wallet), ConflictError);
  await assert.rejects(one.wallet.verify(), ConflictError);
});

Deno.test("where few changes fit into a commit, each commit is whole", async () => {
  const place = new MemoryPlace();
  const openStore = memoryStores({ place, features: { atomicChanges: 4 } });
  await using fresh = await freshV1({ openStore });
  const { wallet, store } = await fresh.open();
  const records = Array.from({ length: 10 }, (_, at) => ({
    ...{ domain: "d", access: String(at), uid: null, pwd: null, info: new Map() },
  }));
  await wallet.insert(records.map((record) => ({ record, overwrite: false })));
  assert.deepEqual(store.commits.map((changes) => changes.length), [4, 4, 4, 2]);
  assert.ok(store.commits.every((changes) => changes.at(-1)?.do === "header"));
  const nowhere = { domain: "d", access: "nowhere" };
  await assert.rejects(wallet.delete([...records, nowhere]));
  assert.equal((await contentsOf(wallet)).length, 10);
  await wallet.delete(records);
  assert.deepEqual(await contentsOf(wallet), []);
});

Deno.test("a record that is inserted or deleted twice in one call", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  await fill(wallet);
  const record = (uid: string) => ({
    ...CARD,
    uid,
    pwd: null,
    info: new Map<string, string>(),
  });
  const left = await wallet.insert([
    { record: record("1"), overwrite: false },
    { record: record("2"), overwrite: true },
    { record: record("3"), overwrite: false },
  ]);
  assert.deepEqual(left, [CARD]);
  assert.equal((await wallet.get(CARD))?.uid, "2");
  await wallet.delete([WEB, WEB]);
  assert.equal(await wallet.get(WEB), null);
  await wallet.rename(CARD, CARD, { force: true });
  assert.equal((await wallet.get(CARD))?.uid, "2");
});

Deno.test("a failed commit changes nothing, and the next one works", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  await fill(wallet);
  store.beforeNext("commit", () => {
    throw new Error("no power");
  });
  await assert.rejects(wallet.set(CARD, { uid: "x" }), /no power/);
  assert.deepEqual(await contentsOf(wallet), FILLED);
  await wallet.set(CARD, { uid: "x" });
  assert.equal((await wallet.get(CARD))?.uid, "x");
});
