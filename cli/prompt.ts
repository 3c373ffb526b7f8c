/**
 * Questions to the person at the terminal: asked on stderr, answered on stdin.
 *
 * A secret is read with the terminal's echo and line editing off (raw mode), so
 * the few keys that matter are handled here.
 *
 * @module
 */

import { utf8, wipe } from "../core/bytes.ts";
import { InterruptedError, UsageError } from "../core/errors.ts";
import type { Io } from "./io.ts";

const CTRL_C = 0x03, CTRL_D = 0x04, BACKSPACE = 0x08, LINE_FEED = 0x0a;
const RETURN = 0x0d, CTRL_U = 0x15, ESCAPE = 0x1b, SPACE = 0x20, DELETE = 0x7f;
const CONTINUATION_MASK = 0xc0, CONTINUATION = 0x80;

/** What was typed ahead, kept for the next question. */
const typedAhead = new WeakMap<Io, Uint8Array>();

/**
 * Asks for a secret without showing it. Backspace and Ctrl-U edit.
 *
 * @throws {InterruptedError} at Ctrl-C, or at Ctrl-D on an empty line
 * @throws {UsageError} if what was typed is not UTF-8
 */
export async function askSecret(io: Io, question: string): Promise<string> {
  await io.stderr.write(utf8(`${question}: `));
  io.stdin.setRaw(true);
  try {
    return decoded(await readRawLine(io));
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
    const byte = await nextByte(io);
    if (byte === null || byte === LINE_FEED) break;
    line.push(byte);
  }
  return decoded(line).trim();
}

/** Asks a question to be answered with yes or no; anything but yes is no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const answer = await askLine(io, `${question} [y/N]`);
  return /^y(es)?$/i.test(answer);
}

async function readRawLine(io: Io): Promise<number[]> {
  const line: number[] = [];
  for (;;) {
    const byte = await nextByte(io);
    switch (byte) {
      case null:
      case CTRL_C:
        throw interrupted(line);
      case CTRL_D:
        if (line.length === 0) throw interrupted(line);
        return line;
      case RETURN:
      case LINE_FEED:
        return line;
      case BACKSPACE:
      case DELETE:
        dropCharacter(line);
        break;
      case CTRL_U:
        line.length = 0;
        break;
      case ESCAPE:
        await skipEscapeSequence(io);
        break;
      default:
        if (byte >= SPACE) line.push(byte);
    }
  }
}

function interrupted(line: number[]): InterruptedError {
  line.fill(0);
  return new InterruptedError("stopped; nothing was changed");
}

/** Takes back one character, which may be several bytes of UTF-8. */
function dropCharacter(line: number[]): void {
  let byte = line.pop();
  while (byte !== undefined && (byte & CONTINUATION_MASK) === CONTINUATION) {
    byte = line.pop();
  }
}

/** Arrow keys and their kind send ESC [ ... letter; none of it is a password. */
async function skipEscapeSequence(io: Io): Promise<void> {
  const introducer = await nextByte(io);
  if (introducer !== 0x5b && introducer !== 0x4f) return;
  for (;;) {
    const byte = await nextByte(io);
    if (byte === null || (byte >= 0x40 && byte <= 0x7e)) return;
  }
}

async function nextByte(io: Io): Promise<number | null> {
  const waiting = typedAhead.get(io);
  const bytes = waiting?.length ? waiting : await io.stdin.read();
  if (bytes === null || bytes.length === 0) return null;
  typedAhead.set(io, bytes.subarray(1));
  return bytes[0]!;
}

function decoded(line: number[]): string {
  const bytes = new Uint8Array(line);
  line.fill(0);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError("what was typed is not UTF-8 text", { cause });
  } finally {
    wipe(bytes);
  }
}
