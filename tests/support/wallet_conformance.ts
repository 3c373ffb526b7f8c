/**
 * What every `Wallet` must do, whatever its format, as one suite. Values are of Latin-1,
 * since v0 holds no others.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  AuthenticationError,
  ConflictError,
  NameTakenError,
  NotFoundError,
  UsageError,
} from "../../core/errors.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { ODD_TEXTS } from "./record_store_samples.ts";
import { collected, type FreshWallet } from "./wallets.ts";

/** What is known of a format. */
export interface KnownFormat {
  format: Wallet["format"];
  /** Whether it tells a value that is absent from an empty one. */
  tellsAbsent: boolean;
  /** A time that it keeps, as `load` gives it. */
  kept: string;
  /** What it writes at the moment `NOW`. */
  now: string;
}

type Test = (what: string, work: (fresh: FreshWallet) => Promise<void>) => void;

const NAME: RecordName = { domain: "energy", access: "smart energy" };
const OTHER: RecordName = { domain: "energy", access: "water" };

/** Declares the suite for wallets that `factory` makes, which are empty. */
export function walletConformance(
  name: string,
  known: KnownFormat,
  factory: () => Promise<FreshWallet>,
): void {
  const test: Test = (what, work) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using fresh = await factory();
      await work(fresh);
    });
  readingTests(test, known);
  setTests(test, known);
  insertTests(test, known);
  renameTests(test);
  deleteTests(test);
  secretTests(test);
  sharingTests(test);
}

function record(name: RecordName, uid = "jo"): WalletRecord {
  return { ...name, uid, pwd: "hunter2", info: new Map([["customer", "a-77"]]) };
}

async function namesOf(wallet: Wallet, filter?: { domain?: string }) {
  return (await collected(wallet.names(filter))).map(({ domain, access }) => [
    domain,
    access,
  ]);
}

async function got(wallet: Wallet, name: RecordName): Promise<WalletRecord> {
  const found = await wallet.get(name);
  assert.ok(found !== null, "there is no such record");
  return found;
}

function readingTests(test: Test, known: KnownFormat): void {
  test("nothing is there at first", async (fresh) => {
    const { wallet } = await fresh.open();
    assert.equal(wallet.format, known.format);
    assert.ok(wallet.location.length > 0);
    assert.equal(await wallet.get(NAME), null);
    assert.deepEqual(await namesOf(wallet), []);
    assert.deepEqual(await namesOf(wallet, { domain: "energy" }), []);
    assert.deepEqual(await collected(wallet.records()), []);
  });

  test("lists and records come in order of code points", async (fresh) => {
    const { wallet } = await fresh.open();
    const names = ["\u{1f600}", "\uff5a", "a", "", "Z", "a\u0301", "ab", "\u00e9"];
    const records = names.flatMap((domain) => [
      record({ domain, access: "2" }),
      record({ domain, access: "\u{1f600}" }),
      record({ domain, access: "\uff5a" }),
    ]);
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
    const sorted = ["", "Z", "a", "ab", "a\u0301", "\u00e9", "\uff5a", "\u{1f600}"]
      .flatMap((domain) =>
        ["2", "\uff5a", "\u{1f600}"].map((access) => [domain, access])
      );
    assert.deepEqual(await namesOf(wallet), sorted);
    const opened = await collected(wallet.records());
    assert.deepEqual(opened.map(({ domain, access }) => [domain, access]), sorted);
    assert.deepEqual(
      await namesOf(wallet, { domain: "a" }),
      [["a", "2"], ["a", "\uff5a"], ["a", "\u{1f600}"]],
    );
    assert.deepEqual(await namesOf(wallet, { domain: "b" }), []);
  });

  test("names are kept whatever they are", async (fresh) => {
    const { wallet } = await fresh.open();
    const names = ODD_TEXTS.flatMap((text) => [
      { domain: text, access: "x" },
      { domain: "x", access: text },
    ]);
    await wallet.insert(
      names.map((name) => ({ record: record(name), overwrite: false })),
    );
    const listed = await namesOf(wallet);
    assert.equal(listed.length, names.length);
    for (const { domain, access } of names) {
      const found = await got(wallet, { domain, access });
      assert.deepEqual([found.domain, found.access], [domain, access]);
      assert.ok(listed.some(([d, a]) => d === domain && a === access));
    }
    assert.equal(await wallet.get({ domain: "\u00e9", access: "X" }), null);
  });

  test("so are the names of info entries", async (fresh) => {
    const { wallet } = await fresh.open();
    const info = new Map(ODD_TEXTS.map((text, at) => [text, `value ${at}`]));
    await wallet.set(NAME, { info });
    const found = await got(wallet, NAME);
    assert.deepEqual(new Map(found.info), info);
    for (const [at, text] of ODD_TEXTS.entries()) {
      assert.equal(found.info.get(text), `value ${at}`);
    }
  });
}

function setTests(test: Test, known: KnownFormat): void {
  test("set makes a record", async (fresh) => {
    const { wallet } = await fresh.open();
    const info = new Map([["b", "1"], ["a", "2"]]);
    assert.equal(
      await wallet.set(NAME, { uid: "jo", pwd: "\u00e9\n", info }),
      "inserted",
    );
    const found = await got(wallet, NAME);
    const expected = { ...NAME, uid: "jo", pwd: "\u00e9\n", info, updated: known.now };
    assert.deepEqual(found, expected);
    assert.deepEqual(await collected(wallet.names()), [{ ...NAME, updated: known.now }]);
  });

  test("set keeps what it does not name", async (fresh) => {
    const { wallet } = await fresh.open();
    const info = new Map([["a", "1"], ["b", "2"], ["c", "3"]]);
    await wallet.set(NAME, { uid: "jo", pwd: "one", info });
    const patch = {
      pwd: "two",
      info: new Map([["b", "new"], ["d", "4"]]),
      withoutInfo: ["a", "nowhere"],
    };
    assert.equal(await wallet.set(NAME, patch), "updated");
    const found = await got(wallet, NAME);
    assert.deepEqual([found.uid, found.pwd], ["jo", "two"]);
    assert.deepEqual(found.info, new Map([["b", "new"], ["c", "3"], ["d", "4"]]));
    assert.deepEqual((await namesOf(wallet)).length, 1);
  });

  test("set with an entry both taken away and given keeps it", async (fresh) => {
    const { wallet } = await fresh.open();
    await wallet.set(NAME, { info: new Map([["a", "1"]]) });
    await wallet.set(NAME, { info: new Map([["a", "2"]]), withoutInfo: ["a"] });
    assert.deepEqual((await got(wallet, NAME)).info, new Map([["a", "2"]]));
  });

  test("what is absent and what is empty", async (fresh) => {
    const { wallet } = await fresh.open();
    await wallet.set(NAME, { uid: "" });
    const found = await got(wallet, NAME);
    assert.equal(found.uid, "");
    assert.equal(found.pwd, known.tellsAbsent ? null : "");
    assert.deepEqual(found.info, new Map());
  });
}

function insertTests(test: Test, known: KnownFormat): void {
  test("insert leaves what is there unless it may overwrite", async (fresh) => {
    const { wallet } = await fresh.open();
    await wallet.set(NAME, { uid: "old" });
    const insertions = [record(NAME, "new"), record(OTHER, "new")];
    const left = await wallet.insert(insertions.map((record) => ({
      record,
      overwrite: false,
    })));
    assert.deepEqual(left, [NAME]);
    assert.equal((await got(wallet, NAME)).uid, "old");
    assert.equal((await got(wallet, OTHER)).uid, "new");
    const overwriting = [{ record: record(NAME, "new"), overwrite: true }];
    assert.deepEqual(await wallet.insert(overwriting), []);
    assert.equal((await got(wallet, NAME)).uid, "new");
  });

  test("insert keeps the time of a record", async (fresh) => {
    const { wallet } = await fresh.open();
    const timed = { ...record(NAME), updated: known.kept };
    await wallet.insert([{ record: timed, overwrite: false }, {
      record: record(OTHER),
      overwrite: false,
    }]);
    assert.deepEqual(await got(wallet, NAME), timed);
    assert.equal((await got(wallet, OTHER)).updated, known.now);
  });

  test("insert of nothing", async (fresh) => {
    const { wallet, store } = await fresh.open();
    assert.deepEqual(await wallet.insert([]), []);
    assert.equal(store.commits.length, 0);
  });

  test("insert of a hundred", async (fresh) => {
    const { wallet } = await fresh.open();
    const records = Array.from(
      { length: 100 },
      (_, at) => record({ domain: `d${at % 7}`, access: `a${at}` }, `uid ${at}`),
    );
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
    const all = await collected(wallet.records());
    assert.equal(all.length, 100);
    assert.deepEqual(
      new Set(all.map(({ domain, access, uid }) => `${domain} ${access} ${uid}`)),
      new Set(records.map(({ domain, access, uid }) => `${domain} ${access} ${uid}`)),
    );
  });
}

function renameTests(test: Test): void {
  test("rename takes all of a record along", async (fresh) => {
    const { wallet } = await fresh.open();
    const info = new Map([["a", "1"]]);
    await wallet.set(NAME, { uid: "jo", pwd: "one", info });
    const to = { domain: "other", access: "\u{1f511}" };
    await wallet.rename(NAME, to);
    assert.equal(await wallet.get(NAME), null);
    const { updated: _, ...found } = await got(wallet, to);
    assert.deepEqual(found, { ...to, uid: "jo", pwd: "one", info });
    assert.deepEqual(await namesOf(wallet), [["other", "\u{1f511}"]]);
    assert.deepEqual(await namesOf(wallet, { domain: "energy" }), []);
  });

  test("rename of nothing, or onto something", async (fresh) => {
    const { wallet, store } = await fresh.open();
    await wallet.set(NAME, { uid: "one" });
    await wallet.set(OTHER, { uid: "two" });
    const before = store.commits.length;
    const nowhere = { domain: "no", access: "where" };
    await assert.rejects(wallet.rename(nowhere, OTHER), NotFoundError);
    await assert.rejects(wallet.rename(nowhere, OTHER, { force: true }), NotFoundError);
    await assert.rejects(wallet.rename(NAME, OTHER), NameTakenError);
    await assert.rejects(wallet.rename(NAME, NAME), NameTakenError);
    assert.equal(store.commits.length, before);
    await wallet.rename(NAME, OTHER, { force: true });
    assert.deepEqual(await namesOf(wallet), [[OTHER.domain, OTHER.access]]);
    assert.equal((await got(wallet, OTHER)).uid, "one");
  });
}

function deleteTests(test: Test): void {
  test("delete removes all, or none if one is not there", async (fresh) => {
    const { wallet } = await fresh.open();
    const third = { domain: "third", access: "" };
    for (const name of [NAME, OTHER, third]) await wallet.set(name, { uid: "x" });
    const nowhere = { domain: "no", access: "where" };
    await assert.rejects(wallet.delete([NAME, nowhere]), NotFoundError);
    assert.equal((await namesOf(wallet)).length, 3);
    await wallet.delete([NAME, third]);
    assert.deepEqual(await namesOf(wallet), [[OTHER.domain, OTHER.access]]);
    await wallet.delete([]);
    await assert.rejects(wallet.delete([NAME]), NotFoundError);
    await wallet.set(NAME, { uid: "again" });
    assert.equal((await got(wallet, NAME)).uid, "again");
  });

  test("deleteInfo removes one entry", async (fresh) => {
    const { wallet } = await fresh.open();
    const info = new Map([["a", "1"], ["", "2"], ["__proto__", "3"]]);
    await wallet.set(NAME, { uid: "jo", info });
    await assert.rejects(wallet.deleteInfo(OTHER, "a"), NotFoundError);
    await assert.rejects(wallet.deleteInfo(NAME, "b"), NotFoundError);
    await wallet.deleteInfo(NAME, "");
    await wallet.deleteInfo(NAME, "__proto__");
    const found = await got(wallet, NAME);
    assert.deepEqual([found.uid, found.info], ["jo", new Map([["a", "1"]])]);
    await wallet.deleteInfo(NAME, "a");
    assert.deepEqual((await got(wallet, NAME)).info, new Map());
  });
}

function secretTests(test: Test): void {
  test("the password is asked for once, and when it is needed", async (fresh) => {
    const { wallet, asked } = await fresh.open();
    assert.equal(asked(), 0);
    await namesOf(wallet);
    assert.equal(asked(), wallet.sealsNames ? 1 : 0);
    await Promise.all([wallet.set(NAME, { uid: "x" }), wallet.unlock()]);
    await wallet.set(NAME, { uid: "y" });
    await wallet.get(NAME);
    assert.equal(asked(), 1);
  });

  test("nothing is written with a wrong password", async (fresh) => {
    await (await fresh.open()).wallet.set(NAME, { uid: "right" });
    const attempts: ((wallet: Wallet) => Promise<unknown>)[] = [
      (wallet) => wallet.unlock(),
      (wallet) => wallet.set(NAME, { uid: "wrong" }),
      (wallet) => wallet.set(OTHER, { uid: "wrong" }),
      (wallet) => wallet.insert([{ record: record(OTHER), overwrite: true }]),
    ];
    for (const attempt of attempts) {
      const { wallet, store } = await fresh.open("wrong");
      await assert.rejects(attempt(wallet), AuthenticationError);
      assert.equal(store.commits.length, 0);
    }
    const { wallet } = await fresh.open();
    assert.deepEqual(await namesOf(wallet), [[NAME.domain, NAME.access]]);
    assert.equal((await got(wallet, NAME)).uid, "right");
  });

  test("a closed wallet does nothing", async (fresh) => {
    const { wallet } = await fresh.open();
    await wallet.set(NAME, { uid: "x" });
    await wallet[Symbol.asyncDispose]();
    await assert.rejects(wallet.get(NAME), UsageError);
    await assert.rejects(wallet.set(NAME, { uid: "y" }), UsageError);
  });
}

function sharingTests(test: Test): void {
  test("what one handle writes, another sees", async (fresh) => {
    const [{ wallet: one }, { wallet: two }] = [await fresh.open(), await fresh.open()];
    assert.equal(await two.get(NAME), null);
    await one.set(NAME, { uid: "1" });
    assert.equal((await got(two, NAME)).uid, "1");
    await two.set(NAME, { uid: "2" });
    assert.equal((await got(one, NAME)).uid, "2");
    await one.rename(NAME, OTHER);
    assert.deepEqual(await namesOf(two), [[OTHER.domain, OTHER.access]]);
    await two.delete([OTHER]);
    assert.deepEqual(await collected(one.records()), []);
  });

  test("of two who change a record at once, one learns of it", async (fresh) => {
    const [one, two] = [await fresh.open(), await fresh.open()];
    await two.wallet.set(NAME, { uid: "0" });
    const changes: ((wallet: Wallet) => Promise<unknown>)[] = [
      (wallet) => wallet.set(NAME, { uid: "mine" }),
      (wallet) => wallet.deleteInfo(NAME, "entry"),
      (wallet) => wallet.rename(NAME, OTHER),
      (wallet) => wallet.delete([NAME]),
      (wallet) => wallet.insert([{ record: record(NAME, "mine"), overwrite: true }]),
    ];
    for (const [at, change] of changes.entries()) {
      await two.wallet.set(NAME, { info: new Map([["entry", "x"]]) });
      one.store.beforeNext("commit", () => two.wallet.set(NAME, { uid: `theirs ${at}` }));
      await assert.rejects(change(one.wallet), ConflictError);
      assert.equal((await got(one.wallet, NAME)).uid, `theirs ${at}`);
      assert.deepEqual((await namesOf(one.wallet)).length, 1);
    }
  });

  test("of two who make a record at once, one learns of it", async (fresh) => {
    const [one, two] = [await fresh.open(), await fresh.open()];
    await two.wallet.unlock();
    one.store.beforeNext("commit", () => two.wallet.set(NAME, { uid: "theirs" }));
    await assert.rejects(one.wallet.set(NAME, { uid: "mine" }), ConflictError);
    assert.equal((await got(one.wallet, NAME)).uid, "theirs");
  });

  test("eight who change eight records at once all succeed", async (fresh) => {
    const writers = await Promise.all(Array.from({ length: 8 }, () => fresh.open()));
    const name = (at: number) => ({ domain: `d${at % 3}`, access: `writer ${at}` });
    await Promise.all(writers.map(async ({ wallet }, at) => {
      assert.equal(await wallet.set(name(at), { uid: "first" }), "inserted");
      assert.equal(await wallet.set(name(at), { uid: `uid ${at}` }), "updated");
    }));
    const all = await collected(writers[0]!.wallet.records());
    assert.deepEqual(
      new Map(all.map(({ access, uid }) => [access, uid])),
      new Map(writers.map((_, at) => [`writer ${at}`, `uid ${at}`])),
    );
  });
}
