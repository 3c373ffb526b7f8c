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
/** White space or one comment, from where the search begins. */
const BLANK = /\s+|\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*/y;

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

function reexport(source: string): number | null {
  for (const { index } of source.matchAll(FROM)) {
    const next = source[afterBlank(source, index + "from".length)];
    if (next === '"' || next === "'") return index;
  }
  return null;
}

function afterBlank(source: string, start: number): number {
  let at = start;
  do {
    BLANK.lastIndex = at;
    at += BLANK.exec(source)?.[0].length ?? 0;
  } while (BLANK.lastIndex > 0);
  return at;
}
