/**
 * Commands in folders and on files of every mode, by a user to whom modes mean something;
 * tells how many were tried, and how many were refused.
 *
 * @module
 */

import assert from "node:assert/strict";
import { withCheapDerivation } from "../support/stashes.ts";
import { KINDS } from "../support/wallet_scene.ts";
import { lookAtStash, stashStage } from "./file_stage.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { leftovers } from "./tree.ts";
import { lookAtWallets, walletStage } from "./wallet_stage.ts";

const FOLDER_MODES = [0o500, 0o300, 0o100, 0o600, 0o400, 0o000];
const FILE_MODES = [0o400, 0o200, 0o000];
const NOT_FOUND = 3, DENIED = 7, UNAVAILABLE = 8;
const ALLOWED = [0, DENIED, UNAVAILABLE];

interface Case {
  open(): Promise<OpenStage>;
  file(stage: Stage): string;
  look(stage: Stage): Promise<string>;
  readonly calls: readonly string[][];
}

const WALLET_CALLS = [
  ["get", "d", "one", "--json"],
  ["set", "d", "one", "-u", "changed"],
  ["delete", "d", "two", "--yes"],
  ["backup", "make", "by hand"],
];
const CASES: Record<string, Case> = {
  ...Object.fromEntries(KINDS.map((kind): [string, Case] => [kind, {
    open: () => walletStage(kind),
    file: ({ env }) => env.COFFER_STORE!.replace(/^\w+:/, ""),
    look: (stage) => lookAtWallets(stage),
    calls: WALLET_CALLS,
  }])),
  stash: {
    open: () => stashStage(),
    file: ({ env }) => env.COFFER_STASH!,
    look: lookAtStash,
    calls: [
      ["stash", "read", "a"],
      ["stash", "write", "new", "--value", "x"],
      ["stash", "rm", "c", "-r"],
    ],
  },
};

const counts = { tried: 0, refused: 0 };
await withCheapDerivation(async () => {
  for (const each of Object.values(CASES)) await tryCase(each);
});
console.log(JSON.stringify({ uid: Deno.uid(), ...counts }));

async function tryCase({ open, file, look, calls }: Case): Promise<void> {
  await using stage = await open();
  const before = await look(stage);
  const put = await stage.kept();
  for (
    const [place, modes] of [["folder", FOLDER_MODES], ["file", FILE_MODES]] as const
  ) {
    for (const mode of modes) {
      for (const args of calls) {
        const path = place === "file" ? file(stage) : stage.path;
        const usual = Deno.statSync(path).mode! & 0o777;
        Deno.chmodSync(path, mode);
        const { code, stderr } = await stage.run(args);
        Deno.chmodSync(path, usual);
        const call = `${args.join(" ")}, ${place} ${mode.toString(8)}: ${code} ${stderr}`;
        await assertSound({ stage, look, before, args, call, code, stderr });
        await put();
      }
    }
  }
}

async function assertSound(
  { stage, look, before, args, call, code, stderr }: {
    stage: Stage;
    look: Case["look"];
    before: string;
    args: string[];
    call: string;
    code: number;
    stderr: string;
  },
): Promise<void> {
  assert.ok(ALLOWED.includes(code), call);
  assert.doesNotMatch(stderr, /unexpected|\n +at /, call);
  counts.tried++;
  if (code !== 0) {
    counts.refused++;
    assert.equal(await look(stage), before, call);
    assert.deepEqual(leftovers(stage.path), [], call);
  }
  const again = await stage.run(args);
  const allowed = code === 0 ? [0, NOT_FOUND] : [0];
  assert.ok(allowed.includes(again.code), `again, after ${call}${again.stderr}`);
  await look(stage);
}
