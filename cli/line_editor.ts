/**
 * A line that is typed, edited, completed and called back at a terminal.
 *
 * Why our own: docs/adr/0006.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import type { Io } from "./io.ts";
import { type Control, readKey } from "./keys.ts";

/** What helps with typing. */
export interface EditorOptions {
  prompt: string;
  /** Earlier lines, oldest first. */
  history: readonly string[];
  /** What the line up to the cursor may become: whole lines that begin with it. */
  complete(line: string): Promise<string[]>;
}

/** A line, `""` if it was given up by Ctrl-C, or `null` at the end of input. */
export async function editLine(io: Io, options: EditorOptions): Promise<string | null> {
  const line = new Line(options.history);
  const draw = () => io.stderr.write(utf8(line.drawing(options.prompt)));
  io.stdin.setRaw(true);
  try {
    for (;;) {
      await draw();
      const key = await readKey(io) ?? { control: "end of input" };
      if ("text" in key) line.insert(key.text);
      else if ("invalid" in key) continue;
      else if (key.control === "enter") return line.text;
      else if (key.control === "interrupt") return "";
      else if (key.control === "end of input") {
        if (line.text === "") return null;
      } else if (key.control === "tab") {
        await completeLine(io, line, options);
      } else line.control(key.control);
    }
  } finally {
    io.stdin.setRaw(false);
    await io.stderr.write(utf8("\n"));
  }
}

/** Adds what all completions have in common; if that is nothing, shows them. */
async function completeLine(io: Io, line: Line, options: EditorOptions): Promise<void> {
  const before = line.beforeCursor;
  const candidates = await options.complete(before);
  const common = commonStart(candidates);
  if (common.length > before.length) line.insert(common.slice(before.length));
  else if (candidates.length > 1) {
    await io.stderr.write(
      utf8(`\n${candidates.map((each) => each.trim()).join("\n")}\n`),
    );
  }
}

function commonStart([first = "", ...rest]: string[]): string {
  let length = first.length;
  for (const each of rest) {
    while (!each.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}

class Line {
  readonly #history: readonly string[];
  /** Which earlier line is shown; the length of the history is the new line. */
  #shown: number;
  #draft = "";
  #chars: string[] = [];
  #cursor = 0;

  constructor(history: readonly string[]) {
    this.#history = history;
    this.#shown = history.length;
  }

  get text(): string {
    return this.#chars.join("");
  }

  get beforeCursor(): string {
    return this.#chars.slice(0, this.#cursor).join("");
  }

  insert(text: string): void {
    const chars = [...text];
    this.#chars.splice(this.#cursor, 0, ...chars);
    this.#cursor += chars.length;
  }

  control(control: Control): void {
    switch (control) {
      case "left":
        this.#cursor = Math.max(0, this.#cursor - 1);
        break;
      case "right":
        this.#cursor = Math.min(this.#chars.length, this.#cursor + 1);
        break;
      case "home":
        this.#cursor = 0;
        break;
      case "end":
        this.#cursor = this.#chars.length;
        break;
      case "backspace":
        this.#removeFrom(Math.max(0, this.#cursor - 1));
        break;
      case "delete":
        this.#chars.splice(this.#cursor, 1);
        break;
      case "clear to start":
        this.#removeFrom(0);
        break;
      case "clear to end":
        this.#chars.length = this.#cursor;
        break;
      case "clear word":
        this.#removeFrom(this.beforeCursor.trimEnd().lastIndexOf(" ") + 1);
        break;
      case "up":
        this.#recall(this.#shown - 1);
        break;
      case "down":
        this.#recall(this.#shown + 1);
    }
  }

  /** What redraws the line and puts the cursor in its place. */
  drawing(prompt: string): string {
    const behind = this.#chars.length - this.#cursor;
    const back = behind === 0 ? "" : `\x1b[${behind}D`;
    return `\r${prompt}${this.text}\x1b[K${back}`;
  }

  #removeFrom(start: number): void {
    this.#chars.splice(start, this.#cursor - start);
    this.#cursor = start;
  }

  #recall(index: number): void {
    if (index < 0 || index > this.#history.length) return;
    if (this.#shown === this.#history.length) this.#draft = this.text;
    this.#shown = index;
    this.#chars = [...(this.#history[index] ?? this.#draft)];
    this.#cursor = this.#chars.length;
  }
}
