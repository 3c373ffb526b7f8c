/**
 * The rule that a plug-in is one module: its text must not bring in another.
 *
 * The permissions of a Worker do not hold for that alone. `import()` of `npm:` goes to
 * the registry without a net permission, built-in `node:` modules read the terminal, and
 * programs compiled with Deno 2.4.2 import any local JSON file without a read permission.
 * The word cannot be written with escapes where it has a meaning, so looking for it is
 * enough, as long as no code is made from text (realm.ts).
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import { shown } from "./shown.ts";

const IMPORT = /\bimport\b/;
const FROM = /\bfrom\b/g;
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;
const SPACES = /\s+/y;
const LINE_COMMENT = /\/\/[^\n\r\u2028\u2029]*/y;
/** How often a module's length may be read in the search: it has no end otherwise. */
const PATIENCE = 4;

/**
 * Checks that a module neither imports nor re-exports from another.
 *
 * @throws {RefusedError} at the word `import`, also in a comment or a text, and at
 * `from` before a text
 *
 * @example
 * ```ts
 * import { checkSingleModule } from "./module_text.ts";
 * import assert from "node:assert/strict";
 *
 * checkSingleModule("export const open = () => Array.from('abc');", "a.js");
 * assert.throws(() => checkSingleModule("await im" + "port('b.js');", "a.js"));
 * ```
 */
export function checkSingleModule(source: string, path: string): void {
  const at = source.match(IMPORT)?.index ?? reexport(source);
  if (at === null) return;
  const line = (source.slice(0, at).match(LINE_END)?.length ?? 0) + 1;
  throw new RefusedError(`${shown(path)} imports something at line ${line}`, {
    hint: "a plug-in is one module: bundle it into one file, without node: modules; " +
      'nor may its comments and texts have the word "import"',
  });
}

/** Where `from` stands before a text, or where the search was given up. */
function reexport(source: string): number | null {
  let patience = PATIENCE * source.length;
  for (const { index } of source.matchAll(FROM)) {
    const start = index + "from".length;
    const next = afterBlank(source, start);
    patience -= next - start;
    if (source[next] === '"' || source[next] === "'" || patience < 0) return index;
  }
  return null;
}

/** Where white space and comments end. */
function afterBlank(source: string, start: number): number {
  for (let at = start;;) {
    const next = afterOne(source, at);
    if (next === at) return at;
    at = next;
  }
}

function afterOne(source: string, at: number): number {
  if (source.startsWith("/*", at)) {
    const end = source.indexOf("*/", at + 2);
    return end < 0 ? source.length : end + 2;
  }
  for (const blank of [SPACES, LINE_COMMENT]) {
    blank.lastIndex = at;
    if (blank.test(source)) return blank.lastIndex;
  }
  return at;
}
