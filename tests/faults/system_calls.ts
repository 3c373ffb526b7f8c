/**
 * SQLite's own system calls in the real process, each stopped or failed in turn, by strace.
 *
 * @module
 */

import assert from "node:assert/strict";
import { program, surroundings } from "../cli/program.ts";
import type { Kind } from "../support/wallet_scene.ts";
import type { Stage } from "./scenario.ts";
import { leftoversInTheEnd } from "./tree.ts";
import { lookAtWallets, ok, walletStage } from "./wallet_stage.ts";

/** What becomes of a call: the process is killed when it makes it, or it fails. */
export const INJECTIONS = ["signal=KILL", "error=EIO", "error=ENOSPC"] as const;
/** One of them. */
export type Injection = typeof INJECTIONS[number];

/** What came of it. */
export interface TriedCalls {
  /** How many calls there are. */
  calls: number;
  /** How many runs were killed, failed, and went on in spite of it. */
  killed: number;
  failed: number;
  done: number;
}

/** Which of `calls` calls are tried: numbers from 1. */
export type Choice = (calls: number) => Iterable<number>;

const CALLS = "openat,pwrite64,fsync,fdatasync,ftruncate,unlink";
const COMMAND = ["set", "d", "one", "-u", "changed"];
/** What cannot be opened for writing, SQLite opens for reading. */
const DENIED = 7, UNAVAILABLE = 8, KILLED = 137;

/** Whether this machine has strace, and lets it trace. */
export function canTrace(): boolean {
  try {
    const args = ["-qq", "-o", "/dev/null", "true"];
    const output = { stdout: "null", stderr: "null" } as const;
    return new Deno.Command("strace", { args, ...output }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Changes a record with each injection at each chosen call that SQLite makes on the
 * database and its journal; gives what came of it.
 */
export async function trySystemCalls(
  kind: Kind & `${string} sqlite`,
  choose: Choice,
): Promise<TriedCalls> {
  await using stage = await walletStage(kind);
  const put = await stage.kept();
  const before = await lookAtWallets(stage);
  const calls = await countedCalls(stage);
  const after = await lookAtWallets(stage);
  assert.notEqual(after, before);
  const tried = { calls, killed: 0, failed: 0, done: 0 };
  for (const when of choose(calls)) {
    for (const injection of INJECTIONS) {
      await put();
      const said = await traced(stage, `inject=${CALLS}:${injection}:when=${when}`);
      const what = `${injection} at ${when} of ${calls}: ${said.code} ${said.stderr}`;
      assert.ok([0, DENIED, UNAVAILABLE, KILLED].includes(said.code), what);
      const now = await lookAtWallets(stage);
      const allowed = said.code === 0 ? [after] : [before, after];
      assert.ok(allowed.includes(now), `${what}\n${now}`);
      await ok(stage, COMMAND);
      assert.equal(await lookAtWallets(stage), after, what);
      assert.deepEqual(leftoversInTheEnd(stage.path), [], what);
      tried[said.code === 0 ? "done" : said.code === KILLED ? "killed" : "failed"]++;
    }
  }
  return tried;
}

async function countedCalls(stage: Stage): Promise<number> {
  const { code, stderr } = await traced(stage, `trace=${CALLS}`);
  assert.equal(code, 0, stderr);
  return (await Deno.readTextFile(traceOf(stage))).split("\n").length - 1;
}

/** The command under strace, which looks at the database, its journal and their folder. */
async function traced(
  stage: Stage,
  expression: string,
): Promise<{ code: number; stderr: string }> {
  const file = stage.env.COFFER_STORE!.replace(/^sqlite:/, "");
  const paths = [file, `${file}-journal`, stage.path].flatMap((path) => ["-P", path]);
  const { code, stderr } = await new Deno.Command("strace", {
    args: ["-f", "-qq", "-o", traceOf(stage), ...paths, "-e", expression].concat(
      program(),
      COMMAND,
    ),
    cwd: stage.path,
    clearEnv: true,
    env: { ...surroundings(stage.path), ...stage.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

function traceOf(stage: Stage): string {
  return stage.at("trace");
}
