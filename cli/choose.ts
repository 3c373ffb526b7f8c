/**
 * One of several things, chosen at a terminal: by its number, or with the arrow keys.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { InterruptedError } from "../core/errors.ts";
import { isPrintable, quote } from "../core/stash/key.ts";
import type { Io } from "./io.ts";
import { type Control, type Key, readKey } from "./keys.ts";
import { askLine } from "./prompt.ts";

/** How many lines are shown at a time: they must fit on every terminal. */
const WINDOW = 10;
const ESCAPE = 0x1b, END_OF_INPUT = 0x04;
/** A line that is too long is cut off by the terminal, however wide its characters. */
const NO_WRAP = "\x1b[?7l", WRAP = "\x1b[?7h";
const CLEAR_LINE = "\x1b[K", CLEAR_BELOW = "\x1b[J";
const NONE = Symbol("none");

/**
 * Which of `labels` is chosen, by its index, or `null` for none: Esc, 0 or the end of
 * input. Labels are escaped where a terminal might obey them. What is drawn goes to
 * standard error and is gone afterwards; where that is no terminal, the labels are listed
 * and a number is asked for.
 *
 * @throws {InterruptedError} at Ctrl-C
 */
export async function choose(io: Io, labels: readonly string[]): Promise<number | null> {
  const rows = numbered(labels);
  if (rows.length === 0) return null;
  if (!io.stderr.isTerminal()) return await chooseByLine(io, rows);
  return await withEscapeKey(io, () => chooseByKeys(io, rows));
}

/** The labels as they are shown, each after its number. */
export function numbered(labels: readonly string[]): string[] {
  const width = `${labels.length}`.length;
  return labels.map((label, index) => {
    const safe = isPrintable(label) ? label : quote(label);
    return `${`${index + 1}`.padStart(width)}  ${safe}`;
  });
}

async function chooseByLine(io: Io, rows: string[]): Promise<number | null> {
  await io.stderr.write(utf8(rows.join("\n") + "\n"));
  for (;;) {
    const answer = await askLine(io, "Which one? A number, or 0 for none:");
    if (answer === "0" || answer === "") return null;
    const number = /^[0-9]+$/.test(answer) ? Number(answer) : 0;
    if (number >= 1 && number <= rows.length) return number - 1;
    await io.stderr.write(utf8(`A number from 1 to ${rows.length}, please.\n`));
  }
}

async function chooseByKeys(io: Io, rows: string[]): Promise<number | null> {
  const menu = new Menu(rows);
  const write = (text: string) => io.stderr.write(utf8(text));
  io.stdin.setRaw(true);
  try {
    for (let first = true;; first = false) {
      await write((first ? "" : menu.toTop()) + menu.drawing(io.columns()));
      const key = await readKey(io) ?? { control: "end of input" };
      const answer = menu.press(key);
      if (answer === NONE) return null;
      if (answer !== undefined) return answer;
    }
  } finally {
    await write(menu.toTop() + CLEAR_BELOW);
    io.stdin.setRaw(false);
  }
}

/**
 * Runs `ask` while the key Esc, which arrives alone, is the end of input. Otherwise it
 * would be the beginning of a sequence whose rest is waited for.
 */
async function withEscapeKey<T>(io: Io, ask: () => Promise<T>): Promise<T> {
  const { stdin } = io;
  io.stdin = {
    isTerminal: () => stdin.isTerminal(),
    setRaw: (on) => stdin.setRaw(on),
    read: async () => {
      const bytes = await stdin.read();
      const alone = bytes?.length === 1 && bytes[0] === ESCAPE;
      return alone ? new Uint8Array([END_OF_INPUT]) : bytes;
    },
  };
  try {
    return await ask();
  } finally {
    io.stdin = stdin;
  }
}

/** What is shown, and what is selected in it. */
class Menu {
  readonly #rows: readonly string[];
  readonly #height: number;
  #selected = 0;
  /** The first row that is shown. */
  #top = 0;
  /** The number as it is typed. */
  #typed = "";

  constructor(rows: readonly string[]) {
    this.#rows = rows;
    this.#height = Math.min(WINDOW, rows.length);
  }

  /** What a key decides: an index, none, or nothing yet. */
  press(key: Key): number | typeof NONE | undefined {
    if ("invalid" in key) return undefined;
    if ("text" in key) return this.#type(this.#typed + key.text);
    switch (key.control) {
      case "interrupt":
        throw new InterruptedError("stopped; none was chosen");
      case "end of input":
        return NONE;
      case "enter":
        return this.#typed !== "" && Number(this.#typed) === 0 ? NONE : this.#selected;
      case "backspace":
        return this.#type(this.#typed.slice(0, -1));
      default:
        this.#move(key.control);
    }
  }

  /** What puts the cursor back to the first line of the last drawing. */
  toTop(): string {
    return `\r\x1b[${this.#height}A`;
  }

  drawing(columns: number): string {
    const shown = this.#rows.slice(this.#top, this.#top + this.#height);
    const lines = shown.map((row, index) => {
      const mark = this.#top + index === this.#selected ? ">" : " ";
      return clipped(`${mark} ${row}`, columns) + CLEAR_LINE + "\r\n";
    });
    const question = `Which? 1-${this.#rows.length} or arrows, Esc: none `;
    const prompt = clipped(question + this.#typed, columns) + CLEAR_LINE;
    return NO_WRAP + lines.join("") + prompt + WRAP;
  }

  /** Takes digits as long as they are, or may become, the number of a row. */
  #type(typed: string): undefined {
    if (!/^[0-9]*$/.test(typed) || Number(typed) > this.#rows.length) return;
    this.#typed = typed;
    if (Number(typed) > 0) this.#select(Number(typed) - 1);
  }

  #move(control: Control): void {
    const targets: Partial<Record<Control, number>> = {
      up: this.#selected - 1,
      down: this.#selected + 1,
      home: 0,
      end: this.#rows.length - 1,
    };
    const target = targets[control];
    if (target === undefined) return;
    this.#typed = "";
    this.#select(Math.max(0, Math.min(this.#rows.length - 1, target)));
  }

  #select(index: number): void {
    this.#selected = index;
    const lowest = index - this.#height + 1;
    this.#top = Math.max(lowest, Math.min(this.#top, index));
  }
}

/** As much of a line as fits, with a sign that there is more. */
function clipped(line: string, columns: number): string {
  const chars = [...line];
  const room = Math.max(1, columns - 1);
  return chars.length <= room ? line : chars.slice(0, room - 1).join("") + "…";
}
