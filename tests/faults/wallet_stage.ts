/**
 * Stages with a wallet, and how it is looked at.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { DEVICE_PASSWORD, type Kind, PASSWORD, scene } from "../support/wallet_scene.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { putTree, takenTree } from "./tree.ts";

/** What passwords are changed to. */
export const NEW_PASSWORD = "N3w horse, other staple";
/** And device passwords. */
export const NEW_DEVICE = "Thin device pa55word!";
/** What may open the wallet, in the order in which it is tried. */
const KEYS: readonly Record<string, string>[] = [
  {},
  { COFFER_PASSWORD: NEW_PASSWORD },
  { COFFER_DEVICE_PASSWORD: NEW_DEVICE },
];

/** What every wallet here holds at first. */
export const RECORDS = ["one", "two", "three"].map((access): WalletRecord => ({
  domain: "d",
  access,
  uid: `uid of ${access}`,
  pwd: `pwd of ${access}`,
  info: new Map([["k", `info of ${access}`]]),
}));

/** A wallet of that kind, and what `prepare` makes of it. */
export async function walletStage(
  kind: Kind,
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  const here = await scene(kind, { records: RECORDS });
  const stage: OpenStage = {
    path: here.path,
    at: here.at,
    env: { ...here.env },
    run: (args, env = here.env) => here.run(args, { env }),
    kept() {
      const tree = takenTree(here.path);
      return Promise.resolve(() => Promise.resolve(putTree(here.path, tree)));
    },
    [Symbol.asyncDispose]: () => here[Symbol.asyncDispose](),
  };
  await prepare(stage);
  return stage;
}

/** Runs a command that must go well. */
export async function ok(
  stage: Stage,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await stage.run(args, { ...stage.env, ...env });
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Everything in the wallets at `stores`, by default the one of the stage, all of it opened. */
export async function lookAtWallets(
  stage: Stage,
  ...stores: string[]
): Promise<string> {
  const found = [];
  for (const store of stores.length > 0 ? stores : [stage.env.COFFER_STORE!]) {
    found.push(await lookAtWallet(stage, store));
  }
  return JSON.stringify(found, null, 1);
}

async function lookAtWallet(stage: Stage, store: string): Promise<unknown> {
  for (const [opens, env] of KEYS.entries()) {
    const all = { ...stage.env, ...env };
    const dump = await stage.run(["dump", "--json", "--store", store], all);
    // Nothing, or records of a wallet that is not complete.
    if (dump.code === 3 || dump.code === 10) return null;
    if (dump.code === 4) continue;
    assert.equal(dump.code, 0, `dump: ${dump.stderr}`);
    if (dump.stdout.trim() === "[]") return null;
    const verify = await stage.run(["verify", "--store", store], all);
    assert.equal(verify.code, 0, `verify: ${verify.stderr}`);
    return {
      opens,
      records: plain(dump.stdout),
      slots: await slotsOf(stage, store, all),
    };
  }
  // Some of it has the old password, and some the new one.
  return "mixed";
}

/** Without what another run makes different. */
function plain(dump: string): unknown[] {
  // deno-lint-ignore no-explicit-any -- the program's own JSON
  return JSON.parse(dump).map(({ updated: _, timestamp: _t, ...rest }: any) => rest);
}

async function slotsOf(
  stage: Stage,
  store: string,
  env: Record<string, string>,
): Promise<unknown> {
  const { code, stdout } = await stage.run(
    ["slot", "list", "--json", "--store", store],
    env,
  );
  if (code !== 0) return null;
  // deno-lint-ignore no-explicit-any -- the program's own JSON
  return JSON.parse(stdout).map(({ kind, label }: any) => `${kind} ${label}`);
}

export { DEVICE_PASSWORD, PASSWORD };
