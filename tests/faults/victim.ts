/**
 * The program as a process that is killed at a moment of its own.
 *
 * @module
 */

import assert from "node:assert/strict";
import { program, surroundings } from "../cli/program.ts";
import type { Stage } from "./scenario.ts";

/** When it is killed: after so many milliseconds, or events in its folder; or not at all. */
export type Moment = { milliseconds: number } | { events: number } | null;

/** How it went. */
export type End = "done" | "killed";

/** Runs a command until its end or its moment. It must go well, or be killed. */
export async function runVictim(
  stage: Stage,
  args: string[],
  moment: Moment,
): Promise<End> {
  const [command, ...first] = program();
  using watcher = moment !== null && "events" in moment ? Deno.watchFs(stage.path) : null;
  const child = new Deno.Command(command!, {
    args: [...first, ...args],
    cwd: stage.path,
    clearEnv: true,
    env: { ...surroundings(stage.path), ...stage.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = moment !== null && "milliseconds" in moment
    ? setTimeout(() => killNow(child), moment.milliseconds)
    : undefined;
  const watching = killAfter(watcher, moment, child);
  const { code, signal, stderr } = await child.output();
  clearTimeout(timer);
  watcher?.close();
  await watching;
  if (signal === "SIGKILL") return "killed";
  assert.equal(code, 0, `${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return "done";
}

async function killAfter(
  watcher: Deno.FsWatcher | null,
  moment: Moment,
  child: Deno.ChildProcess,
): Promise<void> {
  if (watcher === null || moment === null || !("events" in moment)) return;
  let left = moment.events;
  for await (const _ of watcher) if (--left === 0) killNow(child);
}

function killNow(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It may have ended by itself just before.
    assert.ok(error instanceof TypeError, String(error));
  }
}
