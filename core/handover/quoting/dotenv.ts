/**
 * A file of variables (`.env`), as `parseDotenv` (exchange/wallet/dotenv.ts), the usual
 * readers and shells read it.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { Variable } from "./variable.ts";

/** What no reader takes for anything else. */
const BARE = /^[A-Za-z0-9_./:@%+,-]+$/;
/** What means something within double quotes; a backslash before it takes that away. */
const SPECIAL = /["\\$`]/g;

/**
 * The text of the file. Shells source such files too, so there is no form that they would
 * carry out, above all no backticks. Readers differ in what they make of escapes, so these
 * are only used where nothing else will do: values go bare, else in single quotes, else
 * with single quotes in them in double quotes, with escapes on one line at most. A reader
 * that knows no escapes shows a backslash too much then, but reads nothing else wrongly.
 *
 * @throws {UsageError} if a value has no such form: some reader would take a part of it
 * for the next variable, or a shell would change it
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
  return variables.map((each) => `${each.name}=${quoted(each)}\n`).join("");
}

function quoted({ name, value }: Variable): string {
  if (BARE.test(value)) return value;
  // Line ends are changed by some, and before a quotation mark a backslash hides it.
  if (value.includes("\r")) throw unwritable(name, "a carriage return");
  if (value.endsWith("\\")) throw unwritable(name, "a backslash at its end");
  if (!value.includes("'")) return `'${value}'`;
  const escaped = value.replace(SPECIAL, "\\$&");
  if (escaped !== value && value.includes("\n")) {
    throw unwritable(name, "several lines with ' and one of \" \\ $ ` in them");
  }
  return `"${escaped}"`;
}

function unwritable(name: string, what: string): UsageError {
  return new UsageError(
    `the value for ${name} has ${what}, which readers of .env files do not agree on`,
    { hint: "ask for it with ?encoding=base64, or use another format" },
  );
}
