/**
 * The program as a process that is killed after so many events in a folder, as a power
 * cut would.
 *
 * @module
 */

import assert from "node:assert/strict";
import { program, surroundings } from "../cli/program.ts";
import type { Scene } from "./wallet_scene.ts";

/**
 * Kills a run after so many events in the folder of its wallets; gives the number of events
 * there were. A run that ends before that must have gone well.
 */
export async function killedAfter(
  event: number,
  here: Scene,
  args: string[],
): Promise<number> {
  const [command, ...first] = program();
  const watcher = Deno.watchFs(here.path);
  const child = new Deno.Command(command!, {
    args: [...first, ...args],
    cwd: here.path,
    env: { ...surroundings(here.path), ...here.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let count = 0;
  const watching = (async () => {
    for await (const _ of watcher) if (++count === event) endNow(child);
  })();
  const { code, stderr, signal } = await child.output();
  watcher.close();
  await watching;
  assert.ok(code === 0 || signal === "SIGKILL", new TextDecoder().decode(stderr));
  return count;
}

function endNow(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It may have ended by itself just before.
    assert.ok(error instanceof TypeError, String(error));
  }
}
