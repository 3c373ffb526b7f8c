/** A clock that goes backwards: within the program, and under a real process. */

import assert from "node:assert/strict";
import { program, surroundings } from "../cli/program.ts";
import { late } from "../support/set_clock.ts";
import { withCheapDerivation } from "../support/stashes.ts";
import { KINDS } from "../support/wallet_scene.ts";
import type { Stage } from "./scenario.ts";
import { lookAtWallets, NEW_PASSWORD, ok, walletStage } from "./wallet_stage.ts";

const YEAR = 365 * 24 * 3_600_000;
/** Each is written at a time before that of the one before it. */
const WRITES = [
  ["set", "d", "new", "-u", "u"],
  ["set", "d", "one", "-u", "changed"],
  ["rename", "d", "two", "-na", "renamed", "--yes"],
  ["delete", "d", "three", "--yes"],
  ["backup", "make", "earlier"],
  ["set", "d", "new", "-u", "again"],
];

for (const kind of KINDS) {
  Deno.test(`${kind}: a clock that goes back a year with every command`, () =>
    withCheapDerivation(async () => {
      await using stage = await walletStage(kind);
      const other = `file:${stage.at("other")}`;
      await ok(stage, ["copy", "--to", other]);
      for (const [year, args] of WRITES.entries()) {
        await late(year * YEAR, () => ok(stage, args));
        await ok(stage, ["verify"]);
      }
      await late(9 * YEAR, () => ok(stage, ["sync", other, "--yes"]));
      await ok(stage, ["diff", other, "--exit-code"]);
      const names = JSON.parse(await ok(stage, ["list", "--json"]));
      assert.deepEqual(
        names.map(({ access }: { access: string }) => access),
        ["new", "one", "renamed"],
      );
      assert.equal(
        JSON.parse(await ok(stage, ["get", "d", "new", "--json"])).uid,
        "again",
      );
    }));

  Deno.test(`${kind}: backups stay in their order when the clock goes back`, () =>
    withCheapDerivation(async () => {
      await using stage = await walletStage(kind);
      await ok(stage, ["backup", "make", "first"]);
      const before = await lookAtWallets(stage);
      await ok(stage, ["set", "d", "one", "-u", "changed"]);
      await late(YEAR, () => ok(stage, ["backup", "make", "second"]));
      const backups = JSON.parse(await ok(stage, ["backup", "list", "--json"]));
      assert.deepEqual(labels(backups), ["first", "second"]);
      const restore = ["backup", "restore", backups[0].id, "--yes"];
      await late(2 * YEAR, () => ok(stage, restore));
      assert.equal(await lookAtWallets(stage), before);
    }));
}

Deno.test("v0 sqlite: a change of password while the clock goes back", () =>
  withCheapDerivation(async () => {
    await using stage = await walletStage("v0 sqlite");
    const env = { COFFER_NEW_PASSWORD: NEW_PASSWORD };
    await late(YEAR, () => ok(stage, ["reconf", "-m", "--yes"], env));
    await ok(stage, ["verify"], { COFFER_PASSWORD: NEW_PASSWORD });
  }));

Deno.test({
  name: "v1 file: real processes under a clock that goes back",
  ignore: !hasFaketime(),
  fn: async () => {
    await using stage = await walletStage("v1 file");
    for (const [year, args] of WRITES.entries()) {
      const { code, stderr } = await underFaketime(stage, `-${year * 365}d`, args);
      assert.equal(code, 0, stderr);
    }
    await ok(stage, ["verify"]);
    const { uid } = JSON.parse(await ok(stage, ["get", "d", "new", "--json"]));
    assert.equal(uid, "again");
  },
});

function labels(backups: { label: string }[]): string[] {
  return backups.map(({ label }) => label);
}

function hasFaketime(): boolean {
  try {
    const output = { stdout: "null", stderr: "null" } as const;
    return new Deno.Command("faketime", { args: ["--help"], ...output }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function underFaketime(stage: Stage, offset: string, args: string[]) {
  const { code, stderr } = await new Deno.Command("faketime", {
    args: ["-f", offset, ...program(), ...args],
    cwd: stage.path,
    clearEnv: true,
    // What waits must go on waiting as long as it did.
    env: { ...surroundings(stage.path), ...stage.env, DONT_FAKE_MONOTONIC: "1" },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
