/**
 * What a line of the shell becomes when names are completed in it.
 *
 * @module
 */

import { isPrintable } from "../../core/stash/key.ts";

/** The word that a line ends with, as far as it is typed. */
interface OpenWord {
  /** What it means so far, quotes and backslashes taken away. */
  text: string;
  /** The quotation mark that is still open, if any. */
  quote: "" | "'" | '"';
}

/**
 * The lines that `line` may become by completing its last word to one of `names`: each
 * begins with `line` itself, and means that name when it is split into words. What a
 * terminal might obey is never offered.
 *
 * @example
 * ```ts
 * import { completedNames } from "./shell_names.ts";
 * import assert from "node:assert/strict";
 *
 * const names = ["energy", "smart energy"];
 * assert.deepEqual(completedNames("get en", names), ["get energy "]);
 * assert.deepEqual(completedNames("get sm", names), ["get smart\\ energy "]);
 * assert.deepEqual(completedNames("get 'sm", names), ["get 'smart energy' "]);
 * ```
 */
export function completedNames(line: string, names: Iterable<string>): string[] {
  const word = openWord(line);
  if (word === null) return [];
  return [...names]
    .filter((name) => name.startsWith(word.text) && isPrintable(name))
    .sort()
    .map((name) => `${line}${rest(name.slice(word.text.length), word.quote)} `);
}

/** `null` if the line ends within an escape. */
function openWord(line: string): OpenWord | null {
  let [text, quote]: [string, OpenWord["quote"]] = ["", ""];
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\" && quote !== "'") {
      if (at + 1 === line.length) return null;
      text += line[++at];
    } else if (quote !== "" ? char === quote : char === "'" || char === '"') {
      quote = quote === "" ? char as "'" | '"' : "";
    } else if (quote === "" && /\s/.test(char)) text = "";
    else text += char;
  }
  return { text, quote };
}

/** The rest of a word as it is written after what is there, and the end of its quotes. */
function rest(text: string, quote: OpenWord["quote"]): string {
  if (quote === "'") return `${text.replaceAll("'", "'\\''")}'`;
  if (quote === '"') return `${text.replace(/["\\]/g, "\\$&")}"`;
  return text.replace(/[\s"'\\]/g, "\\$&");
}
