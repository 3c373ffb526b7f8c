/**
 * Questions to the person at the terminal: asked on stderr, answered on stdin.
 *
 * A secret is read with the terminal's echo and line editing off (raw mode), so
 * the few keys that matter are handled here.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { InterruptedError, UsageError } from "../core/errors.ts";
import type { Io } from "./io.ts";
import { readByte, readKey } from "./keys.ts";

const LINE_FEED = 0x0a;

/**
 * Asks for a secret without showing it. Backspace and Ctrl-U edit.
 *
 * @throws {InterruptedError} at Ctrl-C, or at Ctrl-D on an empty line
 * @throws {UsageError} if what was typed is not UTF-8
 */
export async function askSecret(io: Io, question: string): Promise<string> {
  // First: what is typed ahead of the question must not be seen either.
  io.stdin.setRaw(true);
  try {
    await io.stderr.write(utf8(`${question}: `));
    return await readUnseen(io);
  } finally {
    io.stdin.setRaw(false);
    await io.stderr.write(utf8("\n"));
  }
}

/** Asks a question that is answered by a line, shown while it is typed. */
export async function askLine(io: Io, question: string): Promise<string> {
  await io.stderr.write(utf8(`${question} `));
  const line: number[] = [];
  for (;;) {
    const byte = await readByte(io);
    if (byte === null || byte === LINE_FEED) break;
    line.push(byte);
  }
  return new TextDecoder().decode(new Uint8Array(line)).trim();
}

/** Asks a question to be answered with yes or no; anything but yes is no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await askLine(io, `${question} [y/N]`);
  return /^y(es)?$/i.test(answer);
}

async function readUnseen(io: Io): Promise<string> {
  const line: string[] = [];
  for (;;) {
    const key = await readKey(io) ?? { control: "interrupt" };
    if ("invalid" in key) throw new UsageError("what was typed is not UTF-8 text");
    if ("text" in key) {
      line.push(key.text);
      continue;
    }
    switch (key.control) {
      case "enter":
        return line.join("");
      case "end of input":
        if (line.length > 0) return line.join("");
        throw interrupted();
      case "interrupt":
        throw interrupted();
      case "backspace":
        line.pop();
        break;
      case "clear to start":
        line.length = 0;
    }
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError("stopped; nothing was changed");
}
