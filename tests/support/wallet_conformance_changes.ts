/**
 * The second half of the suite for wallets: what takes records away, who may, and several
 * handles at once.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  AuthenticationError,
  ConflictError,
  NameTakenError,
  NotFoundError,
  PartialError,
  UsageError,
} from "../../core/errors.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { got, NAME, namesOf, OTHER, record, type Test } from "./wallet_samples.ts";
import { collected } from "./wallets.ts";

/** Renaming. */
export function renameTests(test: Test): void {
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

/** Deleting records and entries. */
export function deleteTests(
  test: Test,
  { holds = () => true }: { holds?: (name: string) => boolean },
): void {
  test("delete removes all, or none if one is not there", async (fresh) => {
    const { wallet } = await fresh.open();
    const third = { domain: "third", access: holds("") ? "" : "-" };
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
    const odd = ["", "__proto__"].filter(holds);
    const info = new Map([
      ["a", "1"],
      ...odd.map((name): [string, string] => [name, "2"]),
    ]);
    await wallet.set(NAME, { uid: "jo", info });
    await assert.rejects(wallet.deleteInfo(OTHER, "a"), NotFoundError);
    await assert.rejects(wallet.deleteInfo(NAME, "b"), NotFoundError);
    for (const name of odd) await wallet.deleteInfo(NAME, name);
    const found = await got(wallet, NAME);
    assert.deepEqual([found.uid, found.info], ["jo", new Map([["a", "1"]])]);
    await wallet.deleteInfo(NAME, "a");
    assert.deepEqual((await got(wallet, NAME)).info, new Map());
  });
}

/** When the password is asked for, and what it guards. */
export function secretTests(test: Test): void {
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

/** Several handles on one wallet. */
export function sharingTests(test: Test): void {
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
    const atOnce = one.store.features.atomicChanges > 1;
    const changes: ((wallet: Wallet) => Promise<unknown>)[] = [
      (wallet) => wallet.set(NAME, { uid: "mine" }),
      (wallet) => wallet.deleteInfo(NAME, "entry"),
      ...(atOnce ? [(wallet: Wallet) => wallet.rename(NAME, OTHER)] : []),
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

  test("a rename that others get in between of is whole, or says what is left", async (fresh) => {
    const [one, two] = [await fresh.open(), await fresh.open()];
    await two.wallet.set(NAME, { uid: "0" });
    one.store.beforeNext("commit", () => two.wallet.set(NAME, { uid: "theirs" }));
    const atOnce = one.store.features.atomicChanges > 1;
    await assert.rejects(
      one.wallet.rename(NAME, OTHER),
      atOnce ? ConflictError : PartialError,
    );
    assert.equal((await got(one.wallet, NAME)).uid, "theirs");
    assert.equal((await namesOf(one.wallet)).length, atOnce ? 1 : 2);
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
