/**
 * What is pressed at a terminal in raw mode, key by key.
 *
 * @module
 */

import type { Io } from "./io.ts";

/** A key: the text it types, or what it does. */
export type Key =
  | { text: string }
  | { control: Control }
  /** Bytes that are not UTF-8. */
  | { invalid: true };

/** Keys that do something. */
export type Control =
  | "enter"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "home"
  | "end"
  | "up"
  | "down"
  | "tab"
  | "interrupt"
  | "end of input"
  | "clear to start"
  | "clear to end"
  | "clear word"
  | "nothing";

const BYTES: Record<number, Control> = {
  0x01: "home",
  0x02: "left",
  0x03: "interrupt",
  0x04: "end of input",
  0x05: "end",
  0x06: "right",
  0x08: "backspace",
  0x09: "tab",
  0x0a: "enter",
  0x0b: "clear to end",
  0x0d: "enter",
  0x0e: "down",
  0x10: "up",
  0x15: "clear to start",
  0x17: "clear word",
  0x7f: "backspace",
};

/** What follows ESC [ or ESC O. */
const SEQUENCES: Record<string, Control> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  "1~": "home",
  "3~": "delete",
  "4~": "end",
  "7~": "home",
  "8~": "end",
};

const ESCAPE = 0x1b, SPACE = 0x20, DELETE = 0x7f, ASCII_END = 0x80;

/** What was typed ahead, kept for the next question. */
const typedAhead = new WeakMap<Io, Uint8Array>();

/** The next key, or `null` at the end of input. */
export async function readKey(io: Io): Promise<Key | null> {
  const byte = await readByte(io);
  if (byte === null) return null;
  if (byte === ESCAPE) return { control: await readSequence(io) };
  if (Object.hasOwn(BYTES, byte)) return { control: BYTES[byte]! };
  if (byte < SPACE) return { control: "nothing" };
  if (byte < ASCII_END) return { text: String.fromCharCode(byte) };
  return await readCharacter(io, byte);
}

/** The next byte, or `null` at the end of input. */
export async function readByte(io: Io): Promise<number | null> {
  const waiting = typedAhead.get(io);
  const bytes = waiting?.length ? waiting : await io.stdin.read();
  if (bytes === null || bytes.length === 0) return null;
  typedAhead.set(io, bytes.subarray(1));
  return bytes[0]!;
}

/** A control key that follows ESC, or breaks a sequence off, counts for itself. */
async function readSequence(io: Io): Promise<Control> {
  const introducer = await readByte(io);
  if (isControl(introducer)) return giveBack(io, introducer);
  if (introducer !== 0x5b && introducer !== 0x4f) return "nothing";
  let sequence = "";
  for (;;) {
    const byte = await readByte(io);
    if (byte === null) return "nothing";
    if (isControl(byte)) return giveBack(io, byte);
    sequence += String.fromCharCode(byte);
    if (byte >= 0x40 && byte <= 0x7e) return SEQUENCES[sequence] ?? "nothing";
  }
}

function isControl(byte: number | null): byte is number {
  return byte !== null && (byte < SPACE || byte === DELETE);
}

function giveBack(io: Io, byte: number): "nothing" {
  const waiting = typedAhead.get(io) ?? new Uint8Array();
  typedAhead.set(io, new Uint8Array([byte, ...waiting]));
  return "nothing";
}

async function readCharacter(io: Io, lead: number): Promise<Key> {
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  const bytes = [lead];
  while (bytes.length < length) {
    const byte = await readByte(io);
    if (byte === null) break;
    bytes.push(byte);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(new Uint8Array(bytes));
    return { text };
  } catch {
    return { invalid: true };
  }
}
