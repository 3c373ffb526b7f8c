/**
 * Records from a file of environment variables (`.env`): each variable is one record, its
 * name the access, its value the pwd.
 *
 * There is no standard; this is what the usual readers agree on:
 *
 * - `NAME=value`, with `export` before it or not. A name has letters, digits, `_`, `.`
 *   and `-` (ASCII). Empty lines and lines that begin with `#` do not count.
 * - A value without quotes ends with its line, without the blanks around it. A comment
 *   begins with a `#` after a blank: `abc#def` is a value, since it may be a password.
 * - In `'...'` and `` `...` `` everything stands for itself, over several lines too. In
 *   `"..."` likewise, except `\n`, `\r`, `\t` and a backslash before `"`, `\`, `$` or a
 *   backtick; any other backslash stays. After the quotes only a comment may follow.
 * - Nothing is expanded: `$HOME` is five characters.
 * - Line ends count as line feeds, however they are written.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { withoutMark } from "./document.ts";
import type { Imported } from "./imported.ts";

/** How such a file is read. */
export interface DotenvOptions {
  /** The domain of all records. */
  domain: string;
}

/** One variable; `value` is `null` where there is only a name. */
interface Variable {
  line: number;
  name: string;
  value: string | null;
}

const LINE_ENDS = /\r\n?/g;
/** The rest of a line that says nothing, with its end. */
const REST = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const NAME = /[ \t]*(?:export[ \t]+)?([A-Za-z0-9_.-]+)/y;
const EQUALS = /[ \t]*=/y;
/** Up to a quotation mark that begins the value. */
const QUOTE = /[ \t]*(["'`])/y;
const UNQUOTED = /[^\n]*/y;
const COMMENT = /[ \t]#/;
const NO_VARIABLE = "is not NAME=value";
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
const ESCAPED_SELVES = '"\\$`';

/**
 * Reads the variables. Of two with the same name the last counts; the others are skipped,
 * and so are names without `=`.
 *
 * @throws {DamagedError} if a line is something else, or quotes do not end; it names the
 * line, and shows nothing of it
 *
 * @example
 * ```ts
 * import { parseDotenv } from "./dotenv.ts";
 * import assert from "node:assert/strict";
 *
 * const { records } = parseDotenv('export KEY="a\\nb" # new\n', { domain: "api" });
 * assert.equal(records[0]?.access, "KEY");
 * assert.equal(records[0]?.pwd, "a\nb");
 * ```
 */
export function parseDotenv(text: string, { domain }: DotenvOptions): Imported {
  const imported: Imported = { records: [], skipped: [] };
  const variables = new Map<string, Variable>();
  const skip = ({ name, line }: Variable, reason: string) =>
    imported.skipped.push({ what: `${name} on line ${line}`, reason });
  for (const variable of readVariables(withoutMark(text).replace(LINE_ENDS, "\n"))) {
    if (variable.value === null) {
      skip(variable, "it has no value");
      continue;
    }
    const earlier = variables.get(variable.name);
    if (earlier) skip(earlier, `line ${variable.line} sets it again`);
    variables.set(variable.name, variable);
  }
  for (const { name, value } of variables.values()) {
    imported.records.push({
      domain,
      access: name,
      uid: null,
      pwd: value,
      info: new Map(),
    });
  }
  return imported;
}

function readVariables(text: string): Variable[] {
  const reader = new Reader(text);
  const variables: Variable[] = [];
  while (!reader.atEnd()) {
    if (reader.take(REST) !== null) continue;
    const line = reader.line;
    const name = reader.take(NAME)?.[1] ?? reader.fail(NO_VARIABLE);
    variables.push({ line, name, value: readValue(reader) });
  }
  return variables;
}

function readValue(reader: Reader): string | null {
  if (reader.take(EQUALS) === null) {
    if (reader.take(REST) === null) reader.fail(NO_VARIABLE);
    return null;
  }
  const quote = reader.take(QUOTE)?.[1];
  if (quote === undefined) return withoutComment(reader.take(UNQUOTED)![0]);
  const value = reader.quoted(quote);
  if (reader.take(REST) === null) reader.fail("has text after a closing quotation mark");
  return quote === '"' ? unescape(value) : value;
}

function withoutComment(text: string): string {
  const comment = text.search(COMMENT);
  return trimmed(comment === -1 ? text : text.slice(0, comment));
}

/** Without blanks around it; other white space may belong to a password. */
function trimmed(text: string): string {
  const isBlank = (at: number) => text[at] === " " || text[at] === "\t";
  let start = 0, end = text.length;
  while (start < end && isBlank(start)) start++;
  while (start < end && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (sequence, char: string) => {
    if (ESCAPED_SELVES.includes(char)) return char;
    return ESCAPES[char] ?? sequence;
  });
}

class Reader {
  /** The line that comes next, from 1. */
  line = 1;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** What a sticky expression matches here, passed over; `null` if it does not. */
  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match !== null) this.#advance(this.#at + match[0].length);
    return match;
  }

  /** The text up to `quote`, passed over; within `"` a backslash hides the next one. */
  quoted(quote: string): string {
    const start = this.#at;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== quote) {
      end += quote === '"' && this.#text[end] === "\\" ? 2 : 1;
    }
    if (end >= this.#text.length) this.fail("has a quotation mark that is never closed");
    this.#advance(end + 1);
    return this.#text.slice(start, end);
  }

  fail(what: string): never {
    throw new DamagedError(`line ${this.line} of the file of variables ${what}`);
  }

  #advance(to: number): void {
    for (; this.#at < to; this.#at++) if (this.#text[this.#at] === "\n") this.line++;
  }
}
