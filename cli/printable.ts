/**
 * Values on their way to a terminal.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";

/** What a terminal might obey instead of showing: control characters but tab and newline. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * Makes sure that a terminal shows a value instead of obeying it.
 *
 * @throws {RefusedError} if it is not plain text
 */
export function assertPrintable(value: Uint8Array): void {
  const text = new TextDecoder().decode(value);
  if (!CONTROL.test(text) && !text.includes("\ufffd")) return;
  throw new RefusedError("this value is not plain text; a terminal might obey it", {
    hint: "pipe it on, put it into a file, or print it with --json",
  });
}
