/**
 * A file of variables (`.env`), as `parseDotenv` (exchange/wallet/dotenv.ts) and the
 * usual readers read it.
 *
 * @module
 */

import type { Variable } from "./variable.ts";

/** What no reader takes for anything else. */
const BARE = /^[A-Za-z0-9_./:@%+,-]+$/;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };

/**
 * The text of the file. Readers differ in what they make of escapes, so these are only
 * used where nothing else will do: values go bare, else in single quotes, else in
 * backticks, else, with all three kinds of quotes or a carriage return in them, in double
 * quotes with escapes.
 *
 * @example
 * ```ts
 * import { formatDotenv } from "./dotenv.ts";
 * import assert from "node:assert/strict";
 *
 * const text = formatDotenv([{ name: "A", value: "b c" }, { name: "D", value: "it's" }]);
 * assert.equal(text, "A='b c'\nD=\"it's\"\n");
 * ```
 */
export function formatDotenv(variables: readonly Variable[]): string {
  return variables.map(({ name, value }) => `${name}=${quoted(value)}\n`).join("");
}

function quoted(value: string): string {
  if (BARE.test(value)) return value;
  if (!/['\r]/.test(value)) return `'${value}'`;
  if (!/["\\$`\r\n]/.test(value)) return `"${value}"`;
  if (!/[`\r]/.test(value)) return `\`${value}\``;
  return `"${
    value.replace(/["\\$`]/g, "\\$&").replace(/[\r\n]/g, (end) => ESCAPES[end]!)
  }"`;
}
