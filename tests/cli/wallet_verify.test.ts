/** `coffer verify`: each thing that can be wrong is named by its kind. */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { KINDS, type Scene, scene } from "../support/wallet_scene.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const RECORDS = ["one", "two", "three"].map((access): WalletRecord => ({
  domain: "d",
  access,
  uid: `uid of ${access}`,
  pwd: `pwd of ${access}`,
  info: new Map(),
}));

for (const kind of KINDS) {
  Deno.test(`${kind}: nothing is wrong with what nobody touched`, async () => {
    await using here = await scene(kind, { records: RECORDS });
    const plain = await here.run(["verify"]);
    assert.deepEqual([plain.code, plain.stdout], [0, ""], plain.stderr);
    assert.match(plain.stderr, /3 records/);
    const report = JSON.parse((await here.run(["verify", "--json"])).stdout);
    assert.deepEqual([report.count, report.findings], [3, []]);
    assert.equal((await here.run(["get", "d", "one", "--verify"])).code, 0);
  });
}

/** A change to the file, and the kinds that are named, sorted. */
const CHANGES: [string, (wallet: Json, other: Json) => void, string[]][] = [
  ["two in each other's place", ({ records: [a, b] }) => {
    [a.attributes, b.attributes] = [b.attributes, a.attributes];
  }, ["swapped", "swapped"]],
  ["one of another wallet", ({ records }, other) => {
    records[0].attributes = other.records[0].attributes;
  }, ["foreign"]],
  ["another time", ({ records: [a] }) => {
    a.attributes.updated = "2030-01-01T00:00:00.000000Z";
  }, ["damaged"]],
  ["a value cut short", ({ records: [a] }) => {
    a.attributes.pwd = a.attributes.pwd.slice(0, -4);
  }, ["damaged"]],
  ["no attributes", ({ records: [a] }) => {
    a.attributes = {};
  }, ["damaged"]],
  ["one dropped", ({ records }) => records.pop(), ["missing"]],
];

for (const [what, change, kinds] of CHANGES) {
  Deno.test(`named: ${what}`, async () => {
    await using here = await scene("v1 file", { records: RECORDS });
    await using there = await scene("v1 file", { records: RECORDS });
    const [wallet, other] = [await read(here), await read(there)];
    change(wallet, other);
    await Deno.writeTextFile(here.at("wallet.json"), JSON.stringify(wallet));
    const { code, stdout, stderr } = await here.run(["verify"]);
    assert.equal(code, 5, stderr);
    assert.deepEqual(stdout.trim().split("\n").map((line) => line.split(":")[0]), kinds);
    const { findings } = JSON.parse((await here.run(["verify", "--json"])).stdout);
    assert.deepEqual(findings.map(({ kind }: Json) => kind), kinds);
    assert.equal(findings[0].stored === null, kinds[0] === "missing");
    // What is wrong is not accepted, and keeps whoever wants to know from going on.
    assert.equal((await here.run(["verify", "--accept", "--yes"])).code, 5);
    for (
      const args of [
        ["get", "d", "one"],
        ["read", "coffer://d/one"],
        ["export", "--format", "json", "A=coffer://d/one"],
        ["run", "--env", "A=coffer://d/one", "--", "true"],
      ]
    ) {
      const [first, ...rest] = args;
      const checked = await here.run([first!, "--verify", ...rest]);
      assert.equal(checked.code, 5, `${args.join(" ")}: ${checked.stderr}`);
      assert.equal(checked.stdout, "");
    }
  });
}

Deno.test("an older copy in an older place", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const old = await read(here);
  await here.run(["rename", "d", "one", "-na", "uno", "--yes"]);
  const wallet = await read(here);
  const places = new Set(wallet.records.map(({ access }: Json) => access));
  wallet.records.push(old.records.find(({ access }: Json) => !places.has(access)));
  await Deno.writeTextFile(here.at("wallet.json"), JSON.stringify(wallet));
  const env = { ...here.env, HOME: here.at("elsewhere") };
  const unseen = await here.run(["verify"], { env });
  assert.equal(unseen.code, 5, unseen.stderr);
  assert.match(unseen.stdout, /^stale: the record d\/one .*older copy of .*d\/uno/m);
  const seen = await here.run(["verify"]);
  assert.equal(seen.code, 11, seen.stderr);
});

Deno.test("secret_wallet's format: what does not open is named", async () => {
  await using here = await scene("v0 file", { records: RECORDS });
  const wallet = await read(here);
  wallet.records[0].attributes.pwd = wallet.records[1].attributes.pwd.slice(0, -8);
  await Deno.writeTextFile(here.at("wallet.json"), JSON.stringify(wallet));
  const { code, stdout, stderr } = await here.run(["verify"]);
  assert.equal(code, 9, stderr);
  assert.match(stdout, /^damaged: d\/\w+\n$/);
  const { findings } = JSON.parse((await here.run(["verify", "--json"])).stdout);
  assert.equal(findings.length, 1);
  assert.equal((await here.run(["get", "d", "two", "--verify"])).code, 9);
  assert.equal((await here.run(["verify", "--accept", "--yes"])).code, 10);
  const wrong = { ...here.env, COFFER_PASSWORD: "another one" };
  assert.equal((await here.run(["verify"], { env: wrong })).code, 4);
});

async function read(here: Scene): Promise<Json> {
  return JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
}
