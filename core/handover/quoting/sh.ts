/**
 * Assignments for POSIX shells: bash, dash, ksh, zsh.
 *
 * @module
 */

import type { Variable } from "./variable.ts";

/**
 * A script that sets the variables and hands them on (XCU, section 2.2.2): within single
 * quotes everything stands for itself, and a single quote goes outside.
 *
 * @example
 * ```ts
 * import { formatShell } from "./sh.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatShell([{ name: "A", value: "it's" }]), "export A='it'\\''s'\n");
 * ```
 */
export function formatShell(variables: readonly Variable[]): string {
  return variables.map(({ name, value }) =>
    `export ${name}='${value.replaceAll("'", "'\\''")}'\n`
  ).join("");
}
