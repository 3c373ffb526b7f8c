/**
 * Keys of a stash and their text form.
 *
 * A key is a list of names, from the root down; the empty list is the root
 * itself. Any string is a name. In text, names are joined by `/`; a literal `/`
 * or `\` in a name is written `\/` or `\\`, and a `[` that begins the text is
 * written `\[`, which means the same anywhere else. Text that begins with `[` and is a JSON array of strings is that
 * array, so that every key can be written down.
 *
 * @module
 */

import { UsageError } from "../errors.ts";

/** How much of a text that is no key a message shows, in UTF-16 units. */
const MOST_SHOWN = 300;

/** A place in the tree: names from the root down. */
export type Key = readonly string[];

/**
 * Reads the text form of a key.
 *
 * @throws {UsageError} if a backslash stands before anything but `/`, `\` or `[`
 *
 * @example
 * ```ts
 * import { parseKey } from "./key.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseKey("mail/work"), ["mail", "work"]);
 * assert.deepEqual(parseKey("a\\/b"), ["a/b"]);
 * assert.deepEqual(parseKey('["a","b/c"]'), ["a", "b/c"]);
 * assert.deepEqual(parseKey("[]"), []);
 * ```
 */
export function parseKey(text: string): Key {
  return jsonKey(text) ?? slashedKey(text);
}

function jsonKey(text: string): Key | null {
  if (!text.startsWith("[")) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    const isKey = Array.isArray(parsed) &&
      parsed.every((name) => typeof name === "string");
    return isKey ? parsed : null;
  } catch {
    return null;
  }
}

function slashedKey(text: string): Key {
  const names = [""];
  for (let at = 0; at < text.length; at++) {
    let char = text[at]!;
    if (char === "/") {
      names.push("");
      continue;
    }
    if (char === "\\") char = escaped(text, ++at);
    names[names.length - 1] += char;
  }
  return names;
}

function escaped(text: string, at: number): string {
  const char = text[at];
  if (char === "/" || char === "\\" || char === "[") return char;
  const shown = text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}...`;
  throw new UsageError(`a key with a lone backslash: ${quote(shown)}`, {
    hint: "write a literal backslash as \\\\ and a literal slash as \\/",
  });
}

/** Characters that a terminal might obey or that cannot be seen. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** What most texts are made of. The classes of Unicode take half a millisecond to compile. */
const PLAIN = /^[ -~]*$/;

/** Whether a text has none of those characters. */
export function isPrintable(text: string): boolean {
  return PLAIN.test(text) || !UNPRINTABLE.test(text);
}

/**
 * The text form of a key, one line that is safe on any terminal and that
 * `parseKey` reads back. Keys with unprintable characters come as JSON.
 *
 * @example
 * ```ts
 * import { formatKey } from "./key.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatKey(["mail", "a/b"]), "mail/a\\/b");
 * assert.equal(formatKey(["two\nlines"]), '["two\\nlines"]');
 * ```
 */
export function formatKey(key: Key): string {
  const blank = key.length === 0 || (key.length === 1 && key[0] === "");
  if (blank || !key.every(isPrintable)) return asciiJson(key);
  const text = key.map((name) => name.replace(/[\\/]/g, "\\$&")).join("/");
  return text.startsWith("[") ? `\\${text}` : text;
}

/** A string from outside as it may be shown: in quotes, escaped, ASCII. */
export function quote(text: string): string {
  return asciiJson(text);
}

/**
 * JSON in ASCII: everything outside 0x20 to 0x7e is escaped.
 *
 * @example
 * ```ts
 * import { asciiJson } from "./key.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(asciiJson({ name: "é" }), '{"name":"\\u00e9"}');
 * ```
 */
export function asciiJson(value: unknown, indent?: number): string {
  // deno-lint-ignore no-control-regex
  return JSON.stringify(value, null, indent).replace(/[^\x00-\x7e]/g, escapeUnit);
}

/** One UTF-16 unit as an escape of JSON: `\u00e9`. */
export function escapeUnit(unit: string): string {
  return "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
}

/** Whether `key` is `ancestor` or lies below it. */
export function isWithin(key: Key, ancestor: Key): boolean {
  return key.length >= ancestor.length &&
    ancestor.every((name, depth) => key[depth] === name);
}

/** A string as Python's `json.dumps` writes it: 0x7f is escaped too. */
export function pythonString(text: string): string {
  return asciiJson(text).replaceAll("\x7f", escapeUnit);
}
