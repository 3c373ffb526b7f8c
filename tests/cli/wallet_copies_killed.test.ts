/**
 * `copy` and `sync` killed at any moment: the next run ends what was begun. Nothing here
 * depends on how quick anybody is.
 */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { killedAfter } from "../support/killed.ts";
import { type Kind, type Scene, scene } from "../support/wallet_scene.ts";

const KILLS = 3;
/** So long that a copy takes several commits. */
const RECORDS = Array.from({ length: 8 }, (_, i): WalletRecord => ({
  domain: "d",
  access: `${i}`,
  uid: `uid ${i}`,
  pwd: null,
  info: new Map([["long", `${i}`.repeat(450_000)]]),
}));
const CASES: [kind: Kind, target: string][] = [
  ["v1 file", "sqlite:"],
  ["v1 sqlite", "file:"],
  ["v0 sqlite", "file:"],
];

for (const [kind, scheme] of CASES) {
  Deno.test(`${kind} to ${scheme} killed at any moment, then finished`, async () => {
    const count = await killed({ copy: Infinity, sync: Infinity }, kind, scheme);
    assert.ok(count.copy > 1 && count.sync > 1, JSON.stringify(count));
    for (let i = 0; i < KILLS; i++) {
      const part = (i + Math.random()) / KILLS;
      const at = { copy: 1 + count.copy * part, sync: 1 + count.sync * part };
      await killed(at, kind, scheme);
    }
  });
}

interface Events {
  copy: number;
  sync: number;
}

async function killed(
  at: Events,
  kind: Kind,
  scheme: string,
): Promise<Events> {
  await using here = await scene(kind, { records: RECORDS });
  const other = `${scheme}${here.at("other")}`;
  const copy = await killedAfter(Math.floor(at.copy), here, ["copy", "--to", other]);
  await expect(here, "copy", "--to", other);
  await expect(here, "diff", other, "--exit-code");

  for (const access of ["0", "1", "new"]) {
    await expect(here, "set", "d", access, "-u", "x");
  }
  await expect(here, "rename", "d", "2", "-na", "renamed", "--yes");
  await expect(here, "delete", "d", "3", "--yes", "--store", other);
  const sync = await killedAfter(Math.floor(at.sync), here, ["sync", other]);
  await expect(here, "sync", other);
  await expect(here, "diff", other, "--exit-code");
  const names = await expect(here, "list");
  assert.deepEqual(
    names.trim().split("\n").map((line) => line.split("\t")[1]).toSorted(),
    ["0", "1", "4", "5", "6", "7", "new", "renamed"],
    JSON.stringify(at),
  );
  return { copy, sync };
}

async function expect(here: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await here.run(args);
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}
