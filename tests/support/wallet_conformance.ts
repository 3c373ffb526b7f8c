/**
 * What every `Wallet` must do, whatever its format, as one suite. Values are of Latin-1,
 * since v0 holds no others.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { ODD_TEXTS } from "./record_store_samples.ts";
import {
  deleteTests,
  renameTests,
  secretTests,
  sharingTests,
} from "./wallet_conformance_changes.ts";
import { got, NAME, namesOf, OTHER, record, type Test } from "./wallet_samples.ts";
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
  /** Whether the store holds a record, or an entry, of that name; if not said, it does. */
  holds?: (name: string) => boolean;
}

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
  deleteTests(test, known);
  secretTests(test);
  sharingTests(test);
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
    const { holds = () => true } = known;
    const names = ["\u{1f600}", "\uff5a", "a", "", "Z", "a\u0301", "ab", "\u00e9"]
      .filter(holds);
    const records = names.flatMap((domain) => [
      record({ domain, access: "2" }),
      record({ domain, access: "\u{1f600}" }),
      record({ domain, access: "\uff5a" }),
    ]);
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
    const sorted = ["", "Z", "a", "ab", "a\u0301", "\u00e9", "\uff5a", "\u{1f600}"]
      .filter(holds)
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
    const names = ODD_TEXTS.filter(known.holds ?? (() => true)).flatMap((text) => [
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
    const texts = ODD_TEXTS.filter(known.holds ?? (() => true));
    const info = new Map(texts.map((text, at) => [text, `value ${at}`]));
    await wallet.set(NAME, { info });
    const found = await got(wallet, NAME);
    assert.deepEqual(new Map(found.info), info);
    for (const [at, text] of texts.entries()) {
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

  test("insert of one name twice is as one after the other", async (fresh) => {
    const { wallet } = await fresh.open();
    const twice = (overwrite: boolean) =>
      ["first", "second"].map((uid) => ({ record: record(NAME, uid), overwrite }));
    assert.deepEqual(await wallet.insert(twice(false)), [NAME]);
    assert.equal((await wallet.get(NAME))?.uid, "first");
    assert.deepEqual(await wallet.insert(twice(true)), []);
    assert.equal((await wallet.get(NAME))?.uid, "second");
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
