/** A clock that is set while something goes on: locks, and what a device has seen. */

import { DatabaseSync } from "node:sqlite";
import assert from "node:assert/strict";
import { late, restless } from "../support/set_clock.ts";
import { withCheapDerivation } from "../support/stashes.ts";
import { type Kind, KINDS } from "../support/wallet_scene.ts";
import type { Stage } from "./scenario.ts";
import { ok, walletStage } from "./wallet_stage.ts";

const YEAR = 365 * 24 * 3_600_000;
const LOCKED = 6, ROLLED_BACK = 11;
const WRITE = ["set", "d", "one", "-u", "changed"];

/** Holds the lock that every writer of the store waits for. */
async function held(kind: Kind, stage: Stage): Promise<Disposable> {
  if (kind.endsWith("sqlite")) {
    const database = new DatabaseSync(pathOf(stage));
    database.exec("BEGIN EXCLUSIVE");
    return { [Symbol.dispose]: () => database.close() };
  }
  const folder = await Deno.open(stage.path);
  await folder.lock(true);
  return folder;
}

function pathOf(stage: Stage): string {
  return stage.env.COFFER_STORE!.replace(/^\w+:/, "");
}

const CLOCKS = {
  "a year ahead": <T>(work: () => Promise<T>) => late(-YEAR, work),
  "a year behind": <T>(work: () => Promise<T>) => late(YEAR, work),
  "set again and again": <T>(work: () => Promise<T>) => restless(YEAR, work),
};

for (const kind of KINDS) {
  for (const [name, underClock] of Object.entries(CLOCKS)) {
    Deno.test(`${kind}: with a clock ${name}, a lock is neither stolen nor waited for long`, () =>
      withCheapDerivation(async () => {
        await using stage = await walletStage(kind);
        {
          using _held = await held(kind, stage);
          const args = [...WRITE, "--lock-timeout", "1"];
          const { code, stderr } = await underClock(() => stage.run(args));
          assert.equal(code, LOCKED, stderr);
        }
        await underClock(() => ok(stage, WRITE));
        await ok(stage, ["verify"]);
      }));
  }

  Deno.test(`${kind}: a clock a century ahead, and back again`, () =>
    withCheapDerivation(async () => {
      await using stage = await walletStage(kind);
      const other = `file:${stage.at("other")}`;
      await late(-100 * YEAR, async () => {
        await ok(stage, WRITE);
        await ok(stage, ["backup", "make", "then"]);
        await ok(stage, ["copy", "--to", other]);
      });
      await ok(stage, ["verify"]);
      await ok(stage, ["set", "d", "one", "-u", "now"]);
      await ok(stage, ["backup", "make", "now"]);
      await ok(stage, ["sync", other, "--yes"]);
      await ok(stage, ["diff", other, "--exit-code"]);
      assert.equal(JSON.parse(await ok(stage, ["get", "d", "one", "--json"])).uid, "now");
      const backups = JSON.parse(await ok(stage, ["backup", "list", "--json"]));
      const labels = backups.map(({ label }: { label: string }) => label);
      assert.deepEqual(labels.filter((label: string) => /then|now/.test(label)), [
        "then",
        "now",
      ]);
    }));
}

for (const kind of ["v1 file", "v1 sqlite"] as const) {
  for (const [name, underClock] of Object.entries(CLOCKS)) {
    Deno.test(`${kind}: with a clock ${name}, an older store is noticed`, () =>
      withCheapDerivation(async () => {
        await using stage = await walletStage(kind);
        await ok(stage, ["set", "d", "one", "-u", "older"]);
        const older = await Deno.readFile(pathOf(stage));
        await underClock(() => ok(stage, ["set", "d", "one", "-u", "newer"]));
        await Deno.writeFile(pathOf(stage), older);
        const { code, stderr } = await underClock(() => stage.run(["list"]));
        assert.equal(code, ROLLED_BACK, stderr);
        assert.equal((await stage.run(["list"])).code, ROLLED_BACK);
      }));
  }
}
