/** What is in the store after the wallet has written, and how little it asks of the store. */

import assert from "node:assert/strict";
import { UsageError } from "../../../../core/errors.ts";
import type { StoredRecord } from "../../../../core/ports.ts";
import { timestampV0 } from "../../../../core/wallet/timestamp_v0.ts";
import type { RecordName } from "../../../../core/wallet/wallet.ts";
import { ODD_TEXTS } from "../../../support/record_store_samples.ts";
import { collected, freshV1, NOW, NOW_V1 } from "../../../support/wallets.ts";
import { allText, fill, NAMES, storedRecord } from "./samples.ts";

const [CARD, WEB] = NAMES as [RecordName, RecordName];

/** The forms in which a text may stand in JSON, base64 or hexadecimal digits. */
function formsOf(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, "").slice(0, -1);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text, JSON.stringify(text).slice(1, -1), base64, hex];
}

for (const names of ["sealed", "clear"] as const) {
  Deno.test(`v1, ${names} names: no secret text is anywhere in the store`, async () => {
    await using fresh = await freshV1({ names });
    const { wallet } = await fresh.open();
    const name = { domain: "domain-of-mine", access: "access-of-mine" };
    const secrets = ["uid-of-mine", "pwd-of-mine", "name-of-entry", "value-of-entry"];
    const [uid, pwd, entry, value] = secrets as [string, string, string, string];
    await wallet.set(name, { uid, pwd, info: new Map([[entry, value]]) });
    await wallet.set(name, {
      pwd,
      info: new Map([[entry, value], ["__proto__", value]]),
    });
    const text = await allText(await fresh.raw());
    const hidden = names === "sealed" ? [...secrets, name.domain, name.access] : secrets;
    for (const form of hidden.flatMap(formsOf)) assert.ok(!text.includes(form), form);
    // The search would find what is there.
    const seen = formsOf(name.domain).some((form) => text.includes(form));
    assert.equal(seen, names === "clear");
  });
}

Deno.test("sealed names: nothing of odd names shows, and they come back", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  const names = ODD_TEXTS.map((text) => ({ domain: text, access: text }));
  for (const name of names) {
    await wallet.set(name, { uid: name.domain, pwd: name.access });
  }
  const store = await fresh.raw();
  for await (const { value: { domain, access } } of store.scan()) {
    assert.match(domain, /^[\w-]{43}$/);
    assert.match(access, /^[\w-]{43}$/);
  }
  for (const name of names) {
    const record = await wallet.get(name);
    assert.deepEqual([record?.domain, record?.uid], [name.domain, name.domain]);
  }
  // Not normalised: these are two.
  await wallet.delete([{ domain: "\u00e9", access: "\u00e9" }]);
  assert.ok(await wallet.get({ domain: "e\u0301", access: "e\u0301" }) !== null);
});

Deno.test("half a surrogate pair is refused everywhere, and nothing is written", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  await fill(wallet);
  const commits = store.commits.length;
  const half = "x\ud83d";
  const bad = { domain: half, access: "x" };
  const whole = { ...CARD, uid: "x", pwd: null, info: new Map<string, string>() };
  const attempts: Promise<unknown>[] = [
    wallet.get(bad),
    wallet.set(bad, {}),
    wallet.set({ domain: "x", access: half }, {}),
    wallet.set(CARD, { uid: half }),
    wallet.set(CARD, { info: new Map([[half, "x"]]) }),
    wallet.set(CARD, { info: new Map([["x", half]]) }),
    wallet.rename(CARD, bad),
    wallet.delete([bad]),
    wallet.insert([{ record: { ...whole, pwd: half }, overwrite: true }]),
    collected(wallet.names({ domain: half })),
  ];
  for (const attempt of attempts) await assert.rejects(attempt, UsageError);
  assert.equal(store.commits.length, commits);
  await wallet.set(CARD, { withoutInfo: [half] });
});

function attribute({ attributes }: StoredRecord, name: string): unknown {
  return attributes.get(name);
}

Deno.test("what is not changed stays as it was sealed", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  await fill(wallet);
  await wallet.set(CARD, { pwd: "first", info: new Map([["other", "x"]]) });
  const store = await fresh.raw();
  const before = (await storedRecord(store, CARD)).value;
  await wallet.set(CARD, { pwd: "second" });
  const set = (await storedRecord(store, CARD)).value;
  for (const name of ["id", "names", "uid", "info", "info_names", "epoch"]) {
    assert.deepEqual(attribute(set, name), attribute(before, name), name);
  }
  for (const name of ["pwd", "rev", "seal"]) {
    assert.notDeepEqual(attribute(set, name), attribute(before, name), name);
  }
  assert.equal(attribute(set, "rev"), "3");

  await wallet.deleteInfo(CARD, "PIN");
  const without = (await storedRecord(store, CARD)).value;
  const kept = [...attribute(without, "info") as Map<string, string>];
  assert.equal(kept.length, 1);
  const [hash, token] = kept[0]!;
  assert.equal((attribute(set, "info") as Map<string, string>).get(hash), token);

  const to = { domain: "bank", access: "renamed" };
  await wallet.rename(CARD, to);
  const renamed = (await storedRecord(store, to)).value;
  for (const name of ["id", "uid", "pwd", "info", "info_names"]) {
    assert.deepEqual(attribute(renamed, name), attribute(without, name), name);
  }
  assert.notDeepEqual(attribute(renamed, "names"), attribute(without, "names"));
  assert.equal(attribute(renamed, "rev"), "5");
});

Deno.test("an overwritten record keeps its id and counts on", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  await fill(wallet);
  const store = await fresh.raw();
  const before = (await storedRecord(store, CARD)).value;
  const record = { ...CARD, uid: null, pwd: null, info: new Map<string, string>() };
  await wallet.insert([{ record, overwrite: true }]);
  const after = (await storedRecord(store, CARD)).value;
  assert.equal(attribute(after, "id"), attribute(before, "id"));
  assert.equal(attribute(after, "rev"), "2");
  const absent = ["uid", "pwd", "info", "info_names"].filter((name) =>
    after.attributes.has(name)
  );
  assert.deepEqual(absent, []);
});

Deno.test("times of format v0 become times of v1, and no times the present", async () => {
  await using fresh = await freshV1();
  const { wallet } = await fresh.open();
  const insert = async (updated: string) => {
    const record = { ...CARD, uid: null, pwd: null, info: new Map(), updated };
    await wallet.insert([{ record, overwrite: true }]);
    return (await wallet.get(CARD))?.updated;
  };
  assert.equal(
    await insert("1999-12-31T23:59:59.999999Z"),
    "1999-12-31T23:59:59.999999Z",
  );
  const moment = new Date(Date.UTC(2020, 5, 6, 7, 8, 9, 120));
  assert.equal(await insert(timestampV0(moment)), "2020-06-06T07:08:09.120000Z");
  assert.equal(await insert("some day"), NOW_V1);
  assert.notEqual(NOW.getTime(), moment.getTime());
});

Deno.test("get asks no more of the store when there are 10,000 records", async () => {
  await using fresh = await freshV1();
  const { wallet: writer } = await fresh.open();
  const insertions = Array.from({ length: 10_000 }, (_, at) => ({
    record: {
      domain: `d${at % 100}`,
      access: `${at}`,
      uid: `u${at}`,
      pwd: null,
      info: new Map(),
    },
    overwrite: false,
  }));
  await writer.insert(insertions);
  const { wallet, store } = await fresh.open();
  assert.equal((await wallet.get({ domain: "d77", access: "777" }))?.uid, "u777");
  assert.deepEqual(store.takeCalls(), ["header", "get"]);
  assert.equal((await wallet.get({ domain: "d0", access: "9900" }))?.uid, "u9900");
  assert.deepEqual(store.takeCalls(), ["get"]);
  assert.equal(await wallet.get({ domain: "d0", access: "nowhere" }), null);
  assert.deepEqual(store.takeCalls(), ["get", "header"]);
  await wallet.set({ domain: "d77", access: "777" }, { uid: "new" });
  assert.deepEqual(store.takeCalls(), ["header", "get", "commit"]);
  await wallet.slots.addTokenSlot({ label: "ci" });
  assert.deepEqual(store.takeCalls(), ["header", "commit"]);
  const names = await collected(wallet.names({ domain: "d5" }));
  assert.equal(names.length, 100);
  assert.deepEqual(store.takeCalls(), ["header", "list", "header"]);
  assert.deepEqual(await writer.get(WEB), null);
});

Deno.test("many names at once take one look at the store", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  await fill(wallet);
  const names = Array.from(
    { length: 100 },
    (_, at) => ({ domain: "d", access: `${at}` }),
  );
  const insertions = [...names, CARD].map((name) => ({
    record: { ...name, uid: "new", pwd: null, info: new Map<string, string>() },
    overwrite: false,
  }));
  store.takeCalls();
  assert.deepEqual(await wallet.insert(insertions), [CARD]);
  assert.deepEqual(store.takeCalls(), ["header", "scan", "commit"]);
  await wallet.delete(names);
  assert.deepEqual(store.takeCalls(), ["header", "scan", "commit"]);
  assert.equal((await collected(wallet.names())).length, NAMES.length);
});
