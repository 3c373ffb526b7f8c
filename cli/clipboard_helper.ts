/**
 * The process that clears the clipboard when this one has ended. It is Coffer as it is
 * installed, by its name: permission to start that gives no more than Coffer has, which
 * permission to start Deno or a shell would.
 *
 * @module
 */

import { systemRandom } from "../core/crypto/random.ts";
import { type CofferError, UnavailableError } from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";
import { bareCommand } from "./bare_command.ts";
import { notAllowed } from "./clipboard.ts";
import { type Mark, markOf } from "./clipboard_lapse.ts";
import { CLEARER } from "./clipboard_tools.ts";
import type { Io } from "./io.ts";

/** The command that the helper runs: of no use to people, so no help lists it. */
export const HELPER_COMMAND = "clipboard-clear";
/** What the helper says when it can clear the clipboard. */
export const READY = "ready\n";
/** What it says when it will do so, whatever happens to this process. */
export const TAKEN = "taken\n";

const KEY_LENGTH = 32, MAC_LENGTH = 32;
const HINT =
  "put Coffer into PATH under the name `coffer`, wait here with --clip-wait, " +
  "or leave the value there with --clip 0";

/** A helper that waits to be told what to clear. Without that it ends with this. */
export interface Helper extends AsyncDisposable {
  /**
   * Tells it what to clear, and begins its time.
   *
   * @throws {UnavailableError} if it cannot do it
   */
  take(value: Uint8Array): Promise<void>;
}

/**
 * Starts a helper.
 *
 * @throws {PermissionError} if Coffer may not start itself
 * @throws {UnavailableError} if there is no `coffer` in PATH
 */
export function startHelper(io: Pick<Io, "env">, seconds: number): Helper {
  const child = spawn(io, seconds);
  const writer = child.stdin.getWriter();
  return {
    take: async (value) => {
      if (!await says(child.stdout, READY)) throw unfit();
      const { key, mac } = markOf(value, systemRandom(KEY_LENGTH));
      await writer.write(new Uint8Array([...key, ...mac])).catch((cause) => {
        throw unfit(cause);
      });
      if (!await says(child.stdout, TAKEN)) throw unfit();
      // Not before: with nothing else to wait for, Deno would take its leave.
      child.unref();
    },
    [Symbol.asyncDispose]: async () => {
      await writer.close().catch(() => {});
      await child.stdout.cancel().catch(() => {});
    },
  };
}

function spawn(io: Pick<Io, "env">, seconds: number): Deno.ChildProcess {
  try {
    return bareCommand(io, [CLEARER, HELPER_COMMAND, `${seconds}`], {
      purpose: "desktop",
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      detached: true,
    }).spawn();
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "NotCapable") throw notAllowed("what clears the clipboard", error);
    if (name === "NotFound") throw unfit(error);
    throw fromOsError(error, "cannot start what clears the clipboard");
  }
}

function unfit(cause?: unknown): CofferError {
  return new UnavailableError(
    "nothing was copied: no `coffer` in PATH is able to clear the clipboard later",
    { cause, hint: HINT },
  );
}

async function says(stdout: ReadableStream<Uint8Array>, word: string): Promise<boolean> {
  const reader = stdout.getReader();
  const decoder = new TextDecoder();
  let said = "";
  try {
    while (said.length < word.length) {
      const { value, done } = await reader.read();
      if (done) break;
      said += decoder.decode(value, { stream: true });
    }
  } finally {
    reader.releaseLock();
  }
  return said === word;
}

/** The helper's side: what it was told, or `null` if the other has gone. */
export async function readMark(io: Io): Promise<Mark | null> {
  const bytes = new Uint8Array(KEY_LENGTH + MAC_LENGTH);
  for (let at = 0; at < bytes.length;) {
    const chunk = await io.stdin.read();
    if (chunk === null || chunk.length > bytes.length - at) return null;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { key: bytes.subarray(0, KEY_LENGTH), mac: bytes.subarray(KEY_LENGTH) };
}
