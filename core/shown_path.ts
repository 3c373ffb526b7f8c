/**
 * Paths, keys and other texts from outside as messages show them: on one line, with
 * nothing that a terminal might obey, and never very long.
 *
 * @module
 */

import {
  escapeUnit,
  formatKey,
  isPrintable,
  type Key,
  quote,
  UNPRINTABLE,
} from "./stash/key.ts";

/** The most characters of a path or a key that a message shows. */
export const MAX_SHOWN = 300;
const CUT = "…";

/**
 * A path, or the name of any other place, for a message: as it is, or in quotes and
 * escaped if it holds anything that cannot be printed. What is very long keeps its
 * head and its tail.
 *
 * @example
 * ```ts
 * import { shownPath } from "./shown_path.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(shownPath("./my.stash"), "./my.stash");
 * assert.equal(shownPath("a\x1b[2Jb"), '"a\\u001b[2Jb"');
 * assert.equal(shownPath("x".repeat(100_000)).length, 300);
 * ```
 */
export function shownPath(path: string): string {
  return shortened(isPrintable(path) ? path : quote(path));
}

/** A key for a message: its text form, shortened, so that it may not parse again. */
export function shownKey(key: Key): string {
  return shortened(formatKey(key));
}

/** A sentence with whatever cannot be printed escaped where it stands. */
export function printable(text: string): string {
  if (isPrintable(text)) return text;
  return text.replace(
    new RegExp(UNPRINTABLE, "gu"),
    (char) =>
      Array.from({ length: char.length }, (_, i) => escapeUnit(char[i]!)).join(""),
  );
}

/**
 * `text` in no more than `most` characters (code points): if it has more, what is in
 * the middle gives way to `…`.
 */
export function shortened(text: string, most: number = MAX_SHOWN): string {
  if (text.length <= most) return text;
  const characters = [...text];
  if (characters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  return characters.slice(0, head).join("") + CUT + characters.slice(-tail).join("");
}
