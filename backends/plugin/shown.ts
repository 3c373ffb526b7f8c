/**
 * Text from a plug-in, made fit for a message.
 *
 * @module
 */

/** The most UTF-16 units of a plug-in's own words that are shown. */
export const MAX_SHOWN = 300;

/** Characters that a terminal might obey or that cannot be seen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * A text cut at a bearable length, with everything escaped that is not for eyes.
 *
 * @example
 * ```ts
 * import { shown } from "./shown.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(shown("red: \x1b[31m"), "red: \\u001b[31m");
 * ```
 */
export function shown(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return cut.replace(UNPRINTABLE, escaped);
}

function escaped(char: string): string {
  const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
