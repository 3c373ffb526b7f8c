/**
 * The desktop's clipboard, by way of the desktop's own tools.
 *
 * @module
 */

import { type CofferError, PermissionError, UnavailableError } from "../core/errors.ts";
import { bareCommand } from "./bare_command.ts";
import { PROGRAMS, type Surroundings, type Tool, toolsFor } from "./clipboard_tools.ts";

/**
 * Makes `value` the content of the clipboard. It goes through standard input.
 *
 * @throws {PermissionError} if the tool that is there may not be started
 * @throws {UnavailableError} if there is no tool, or it fails
 */
export async function copy(io: Surroundings, value: Uint8Array): Promise<void> {
  const { child, program } = firstThatIsThere(io, ({ copy, env = {} }) => ({
    program: copy[0],
    child: bareCommand(io, copy, {
      purpose: "desktop",
      env,
      stdin: "piped",
      // Some stay behind to serve the clipboard, and would keep a pipe open.
      stdout: "null",
      stderr: "null",
    }).spawn(),
  }));
  const writer = child.stdin.getWriter();
  // A tool that fails reads nothing; its exit code tells.
  await writer.write(value).catch(() => {});
  await writer.close().catch(() => {});
  const { success, code } = await child.status;
  if (!success) throw failed(program, code);
}

/**
 * The content of the clipboard, or `null` where there is none. At once, so that it can be
 * asked for while the program is being ended.
 *
 * @throws {PermissionError} if the tool that is there may not be started
 * @throws {UnavailableError} if there is no tool
 */
export function paste(io: Surroundings): Uint8Array | null {
  const { success, stdout } = firstThatIsThere(
    io,
    ({ paste, env = {} }) =>
      bareCommand(io, paste, {
        purpose: "desktop",
        env,
        stdin: "null",
        stdout: "piped",
        stderr: "null",
      }).outputSync(),
  );
  return success ? stdout : null;
}

/**
 * Empties the clipboard, at once.
 *
 * @throws {PermissionError} if the tool that is there may not be started
 * @throws {UnavailableError} if there is no tool, or it fails
 */
export function clear(io: Surroundings): void {
  const { success, code, program } = firstThatIsThere(io, ({ clear, env = {} }) => {
    const { success, code } = bareCommand(io, clear, {
      purpose: "desktop",
      env,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return { success, code, program: clear[0] };
  });
  if (!success) throw failed(program, code);
}

/** Tries tools until one is there and may be started. */
function firstThatIsThere<T>(io: Surroundings, attempt: (tool: Tool) => T): T {
  let refused: unknown;
  for (const tool of toolsFor(io)) {
    try {
      return attempt(tool);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === "NotCapable") refused ??= error;
      else if (error.name !== "NotFound") throw error;
    }
  }
  throw refused === undefined ? noTool() : notAllowed("the clipboard's tool", refused);
}

function noTool(): CofferError {
  return new UnavailableError("no tool for a clipboard was found here", {
    hint: "install wl-clipboard (Wayland), or xclip or xsel (X11); without a desktop " +
      "(WAYLAND_DISPLAY or DISPLAY) there is no clipboard",
  });
}

/** The error for a program that may not be started. */
export function notAllowed(what: string, cause: unknown): CofferError {
  return new PermissionError(
    `cannot start ${what}: Coffer was not given this permission`,
    {
      cause,
      hint: `run Deno with --allow-run=${PROGRAMS.join(",")}`,
    },
  );
}

function failed(program: string, code: number): CofferError {
  return new UnavailableError(`${program} failed with exit code ${code}`, {
    hint: "is the desktop that WAYLAND_DISPLAY or DISPLAY names still there?",
  });
}
