/**
 * Assignments for PowerShell, one on each line.
 *
 * @module
 */

import type { Variable } from "./variable.ts";

/** What may stand between single quotes whatever the code page: printable ASCII. */
const PLAIN = /[\x20-\x7e]+|[^]/g;

/**
 * A script that sets the variables. It is ASCII, since PowerShell reads the output of
 * programs in the console's code page, and each variable takes one line, since
 * `Invoke-Expression` gets line after line. Everything else is written as `[char]`.
 *
 * @example
 * ```ts
 * import { formatPowershell } from "./powershell.ts";
 * import assert from "node:assert/strict";
 *
 * const script = formatPowershell([{ name: "A", value: "it's\nü" }]);
 * assert.equal(script, "${env:A} = 'it''s' + [char]10 + [char]252\n");
 * ```
 */
export function formatPowershell(variables: readonly Variable[]): string {
  return variables.map(({ name, value }) => `\${env:${name}} = ${expression(value)}\n`)
    .join("");
}

function expression(value: string): string {
  const parts = value.match(PLAIN) ?? [];
  const written = parts.map((part) =>
    /^[\x20-\x7e]/.test(part)
      ? `'${part.replaceAll("'", "''")}'`
      : `[char]${part.charCodeAt(0)}`
  );
  // What comes first decides what + means: text, not a number.
  if (!written[0]?.startsWith("'")) written.unshift("''");
  return written.join(" + ");
}
