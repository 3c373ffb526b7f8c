/**
 * Stages on a folder, with a stash in it or nothing, and how they are looked at.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Nodes, sealedFile } from "../support/stashes.ts";
import { runHere } from "../support/wallet_scene.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { putTree, takenTree } from "./tree.ts";
import { NEW_PASSWORD, PASSWORD } from "./wallet_stage.ts";

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], null], [["c", "d"], "4"]];

/** An empty folder, and what `prepare` makes of it. */
export async function folderStage(
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  const folder = await temporaryFolder();
  const env = {
    HOME: folder.at("home"),
    COFFER_PASSWORD: PASSWORD,
    COFFER_STASH: folder.at("my.stash"),
  };
  await Deno.mkdir(env.HOME);
  const stage: OpenStage = {
    path: folder.path,
    at: folder.at,
    env,
    run: (args, given = env) => runHere(args, { env: given }),
    kept() {
      const tree = takenTree(folder.path);
      return Promise.resolve(() => Promise.resolve(putTree(folder.path, tree)));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
  await prepare(stage);
  return stage;
}

/** A folder with a stash. */
export function stashStage(
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  return folderStage(async (stage) => {
    const store = fileBlobStore(stage.env.COFFER_STASH!);
    await store.save(await sealedFile(NODES, { password: PASSWORD }), "absent");
    await prepare(stage);
  });
}

/** Everything in the stash, or that there is none. */
export async function lookAtStash(stage: Stage): Promise<string> {
  for (const password of [PASSWORD, NEW_PASSWORD]) {
    const env = { ...stage.env, COFFER_PASSWORD: password };
    const { code, stdout, stderr } = await stage.run(["stash", "dump"], env);
    if (code === 3) return "none";
    if (code === 4) continue;
    assert.equal(code, 0, stderr);
    const nodes = stdout.trimEnd().split("\n").sort();
    return `${password === PASSWORD} ${nodes.join("\n")}\n`;
  }
  throw new assert.AssertionError({ message: "nothing opens the stash" });
}

/** What is in files that a run has made, those that are on their way left out. */
export function lookAtFiles(stage: Stage, folder: string): string {
  try {
    return JSON.stringify(
      [...takenTree(stage.at(folder))].filter(([name]) => !name.startsWith(".coffer-"))
        .map(([name, { bytes }]) => [name, bytes && new TextDecoder().decode(bytes)])
        .sort(),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "none";
    throw error;
  }
}
