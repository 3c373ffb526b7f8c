/**
 * Commands on a disk that is full, or read-only: real ones, not made up. Where tests may
 * not mount, these are ignored.
 */

import assert from "node:assert/strict";
import { withCheapDerivation } from "../support/stashes.ts";
import { KINDS } from "../support/wallet_scene.ts";
import { lookAtStash, stashStage } from "./file_stage.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { canMount, type SmallDisk, smallDisk } from "./small_disk.ts";
import { leftovers } from "./tree.ts";
import { lookAtWallets, walletStage } from "./wallet_stage.ts";

const PAGES = [0, 1, 2, 3, 4, 6, 8, 12];
const UNAVAILABLE = 8, DENIED = 7;
const LONG = "x".repeat(9000);

/** What is tried, and how what came of it is looked at. */
interface Case {
  readonly name: string;
  open(): Promise<OpenStage>;
  look(stage: Stage): Promise<string>;
  readonly writes: readonly string[][];
  readonly read: string[];
}

const CASES: readonly Case[] = [
  ...KINDS.map((kind): Case => ({
    name: kind,
    open: () => walletStage(kind),
    look: (stage) => lookAtWallets(stage),
    writes: [
      ["set", "d", "new", "-u", LONG],
      ["set", "d", "one", "-u", "changed"],
      ["rename", "d", "two", "-na", "renamed", "--yes"],
      ["backup", "make", "full"],
      ["delete", "d", "three", "--yes"],
    ],
    read: ["get", "d", "one", "--json"],
  })),
  {
    name: "stash",
    open: () => stashStage(),
    look: lookAtStash,
    writes: [
      ["stash", "write", "new", "--value", LONG],
      ["stash", "mv", "a", "moved"],
      ["stash", "rm", "c", "-r"],
    ],
    read: ["stash", "read", "a"],
  },
];

/** A stage on a disk of its own. */
async function onSmallDisk(
  open: Case["open"],
  work: (disk: SmallDisk, stage: OpenStage) => Promise<void>,
): Promise<void> {
  await using disk = await smallDisk();
  await using stage = await open();
  await withCheapDerivation(() => work(disk, stage));
}

/** Opened under the derivation that everything else is opened with. */
function cheap(open: Case["open"]): Case["open"] {
  return () => withCheapDerivation(open);
}

const ignore = !canMount();

for (const { name, open, look, writes, read } of CASES) {
  Deno.test({
    name: `${name}: a full disk keeps what was there, and says so`,
    ignore,
    fn: () =>
      onSmallDisk(cheap(open), async (disk, stage) => {
        let refused = 0;
        for (const pages of PAGES) {
          await disk.fill(pages);
          for (const args of writes) {
            const before = await look(stage);
            const put = await stage.kept();
            const { code, stderr } = await stage.run(args);
            assert.ok(
              code === 0 || code === UNAVAILABLE,
              `${args[0]}: ${code} ${stderr}`,
            );
            if (code === UNAVAILABLE) {
              refused++;
              assert.match(stderr, /space|full/);
              assert.equal(await look(stage), before, stderr);
            }
            await disk.free();
            assert.deepEqual(leftovers(stage.path), [], stderr);
            const again = code === 0 ? { code } : await stage.run(args);
            assert.equal(again.code, 0, args.join(" "));
            await put();
            await disk.fill(pages);
          }
          await disk.free();
        }
        assert.ok(refused > 0, "it was never full");
      }),
  });

  Deno.test({
    name: `${name}: a read-only disk is read, and a write says so`,
    ignore,
    fn: () =>
      onSmallDisk(cheap(open), async (disk, stage) => {
        const before = await look(stage);
        await disk.setReadOnly(true);
        assert.equal((await stage.run(read)).code, 0);
        for (const args of writes) {
          const { code, stderr } = await stage.run(args);
          assert.ok(code === DENIED || code === UNAVAILABLE, `${code} ${stderr}`);
          assert.match(stderr, /read-only|only be read/);
        }
        await disk.setReadOnly(false);
        assert.equal(await look(stage), before);
        for (const args of writes) {
          const { code, stderr } = await stage.run(args);
          assert.equal(code, 0, stderr);
        }
      }),
  });
}
