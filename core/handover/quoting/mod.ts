/**
 * Variables as text that other programs read.
 *
 * @module
 */

import { asciiJson } from "../../stash/key.ts";
import { formatDotenv } from "./dotenv.ts";
import { formatPowershell } from "./powershell.ts";
import { formatShell } from "./sh.ts";
import type { Variable } from "./variable.ts";

/** The formats that are one text; GitHub's takes several steps (github.ts). */
export const TEXT_FORMATS: Readonly<
  Record<string, (variables: readonly Variable[]) => string>
> = {
  dotenv: formatDotenv,
  json: formatJson,
  shell: formatShell,
  powershell: formatPowershell,
};

/** One object on one line, in ASCII. */
export function formatJson(variables: readonly Variable[]): string {
  // fromEntries makes own properties of all names, `__proto__` too.
  const all = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  return `${asciiJson(all)}\n`;
}
