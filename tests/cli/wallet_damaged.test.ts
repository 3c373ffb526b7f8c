/** `delete --damaged`, run by somebody whose one record is damaged and who has no backup. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Kind, type Scene, scene } from "../support/wallet_scene.ts";

const RECORDS = ["one", "two", "three"].map((access): WalletRecord => ({
  domain: "d",
  access,
  uid: `uid of ${access}`,
  pwd: `pwd of ${access}`,
  info: new Map([["a", `a of ${access}`]]),
}));

/** Damages the record that the store has first; gives where it lies. */
type Damage = (place: Scene) => Promise<string>;

const IN_FILE: Damage = async (place) => {
  const path = place.at("wallet.json");
  const wallet = JSON.parse(await Deno.readTextFile(path));
  const [first] = wallet.records;
  first.attributes.uid = first.attributes.uid.toUpperCase();
  await Deno.writeTextFile(path, JSON.stringify(wallet));
  return first.access;
};

/** Not even JSON any more. */
const IN_ROW: Damage = (place) => {
  using database = new Disposable(place.at("wallet.sqlite"));
  const { access } = database.get(
    "SELECT access FROM coffer_records ORDER BY domain, access",
  );
  database.run(
    "UPDATE coffer_records SET attributes = 'spoiled' WHERE access = ?",
    access,
  );
  return Promise.resolve(access);
};

class Disposable {
  readonly #database: DatabaseSync;
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
  }
  get(sql: string): { access: string } {
    return this.#database.prepare(sql).get() as { access: string };
  }
  run(sql: string, value: string): void {
    this.#database.prepare(sql).run(value);
  }
  [Symbol.dispose](): void {
    this.#database.close();
  }
}

const KINDS: [Kind, Damage][] = [["v1 file", IN_FILE], ["v1 sqlite", IN_ROW]];

for (const [kind, damage] of KINDS) {
  Deno.test(`${kind}: one damaged record is named, asked about, copied aside, gone`, async () => {
    await using place = await scene(kind, { records: RECORDS });
    const access = await damage(place);
    for (const args of [["list"], ["save", "-d"], ["query", "o"]]) {
      const { code, stderr } = await place.run(args);
      assert.equal(code, 5, stderr);
    }
    const unasked = await place.run(["delete", "--damaged"]);
    assert.equal(unasked.code, 10, unasked.stderr);
    assert.ok(unasked.stderr.includes(access), unasked.stderr);
    assert.equal((await place.run(["list"])).code, 5);

    const answer = { terminal: true, typed: ["n\n"] };
    const declined = await place.run(["delete", "--damaged"], answer);
    assert.equal(declined.code, 10, declined.stderr);
    assert.equal((await place.run(["backup", "list"])).stdout, "");

    const done = await place.run(["delete", "--damaged", "--yes", "--json"]);
    assert.equal(done.code, 0, done.stderr);
    const { deleted, kept, counted, rest } = JSON.parse(done.stdout);
    assert.deepEqual([deleted.length, deleted[0].stored.access], [1, access]);
    assert.deepEqual([kept, counted], [2, 3]);
    assert.equal(rest, kind === "v1 file" ? "proved" : "counted");
    assert.equal((await place.records()).length, 2);
    assert.equal((await place.run(["list"])).code, 0);

    const [backup] = JSON.parse((await place.run(["backup", "list", "--json"])).stdout);
    assert.equal(backup.label, "before delete --damaged");
    // The copy holds what was taken away: nothing is lost that was not lost before.
    assert.equal((await place.run(["backup", "restore", backup.id, "--yes"])).code, 0);
    assert.equal((await place.run(["list"])).code, 5);
  });
}

Deno.test("a record that vanished is told from one that is damaged", async () => {
  await using place = await scene("v1 file", { records: RECORDS });
  const path = place.at("wallet.json");
  const wallet = JSON.parse(await Deno.readTextFile(path));
  wallet.records.shift();
  await Deno.writeTextFile(path, JSON.stringify(wallet));
  const refused = await place.run(["delete", "--damaged", "--yes"]);
  assert.equal(refused.code, 10);
  assert.match(refused.stderr, /1 record of 3 has vanished[^]*--accept-missing/);
  const done = await place.run(["delete", "--damaged", "--accept-missing", "--yes"]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(
    done.stderr,
    /1 record of 3 has vanished[^]*backup: [^]*0 deleted, 2 left/,
  );
  assert.equal((await place.run(["list"])).code, 0);
});

Deno.test("nothing damaged, nothing done; no names beside --damaged", async () => {
  await using place = await scene("v1 file", { records: RECORDS });
  const before = await Deno.readTextFile(place.at("wallet.json"));
  const { code, stderr } = await place.run(["delete", "--damaged"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /no record is damaged/);
  assert.equal(await Deno.readTextFile(place.at("wallet.json")), before);
  for (
    const args of [["--damaged", "d"], ["--damaged", "-a", "x"], [
      "d",
      "--accept-missing",
    ]]
  ) {
    assert.equal((await place.run(["delete", ...args])).code, 2);
  }
});

Deno.test("secret_wallet's format tells no damage: a record is deleted by name", async () => {
  await using place = await scene("v0 file", { records: RECORDS });
  const { code, stderr } = await place.run(["delete", "--damaged", "--yes"]);
  assert.equal(code, 10);
  assert.match(stderr, /coffer delete DOMAIN ACCESS/);
});
