/**
 * Values where only text can go: variables and scripts.
 *
 * @module
 */

import { UsageError } from "../errors.ts";

const HINT = "ask for it with ?encoding=base64, or hand it over as a file";

/**
 * The text of a value; `what` names it in messages, which never show it.
 *
 * @throws {UsageError} if it is not UTF-8, or holds a NUL, which ends a variable
 */
export function asText(value: Uint8Array, what: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch (cause) {
    throw new UsageError(`the value for ${what} is not UTF-8 text`, {
      cause,
      hint: HINT,
    });
  }
  if (!text.includes("\0")) return text;
  throw new UsageError(`the value for ${what} holds a NUL, which no variable can`, {
    hint: HINT,
  });
}
