/**
 * Starting an agent that goes on when this process ends: Coffer as it is installed, by its
 * name, as for the clipboard (clipboard_helper.ts).
 *
 * @module
 */

import {
  type CofferError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { bareCommand } from "../bare_command.ts";
import { CLEARER } from "../clipboard_tools.ts";
import type { Io } from "../io.ts";

/** The command that the agent runs: of no use to people, so no help lists it. */
export const SERVE_COMMAND = "agent-serve";
/** What it says when it can be asked. */
export const READY = "ready\n";

/** How long it may take to start, in milliseconds. */
const PATIENCE = 5_000;
const HINT = "put Coffer into PATH under the name `coffer`, or run " +
  "`coffer agent start --foreground` in a terminal of its own";

/**
 * Starts an agent and waits until it can be asked. It gets no secret: not as an argument,
 * not in its environment.
 *
 * @throws {PermissionError} if Coffer may not start itself
 * @throws {UnavailableError} if there is no `coffer` in PATH, or it does not get ready
 */
export async function startAgent(io: Pick<Io, "env">): Promise<void> {
  const child = spawn(io);
  const timer = setTimeout(() => endIfThere(child), PATIENCE);
  try {
    if (await saysReady(child.stdout)) return child.unref();
  } finally {
    clearTimeout(timer);
  }
  endIfThere(child);
  await child.status;
  throw notStarted();
}

function spawn(io: Pick<Io, "env">): Deno.ChildProcess {
  try {
    return bareCommand(io, [CLEARER, SERVE_COMMAND], {
      purpose: "agent",
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      detached: true,
    }).spawn();
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "NotFound") throw notStarted(error);
    if (name === "NotCapable") {
      throw new PermissionError(
        "cannot start the agent: Coffer was not given this permission",
        { cause: error, hint: `run Deno with --allow-run=${CLEARER}` },
      );
    }
    throw fromOsError(error, "cannot start the agent");
  }
}

async function saysReady(stdout: ReadableStream<Uint8Array>): Promise<boolean> {
  let said = "";
  const decoder = new TextDecoder();
  for await (const chunk of stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (said.length >= READY.length) break;
  }
  return said === READY;
}

function endIfThere(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) {
      throw error;
    }
  }
}

function notStarted(cause?: unknown): CofferError {
  return new UnavailableError("no `coffer` in PATH was able to start the agent", {
    cause,
    hint: HINT,
  });
}
