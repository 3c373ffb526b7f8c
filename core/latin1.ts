/**
 * Latin-1 (ISO 8859-1): the first 256 characters of Unicode, one byte each.
 *
 * This is not what `TextDecoder("latin1")` does: by the Encoding Standard that
 * label stands for windows-1252, which differs from 0x80 to 0x9f.
 *
 * @module
 */

import { UsageError } from "./errors.ts";

const OUTSIDE = /[\u{100}-\u{10ffff}]/u;
const CHUNK = 0x6000;

/**
 * The Latin-1 bytes of `text`, in a new array. The error calls the text by `name`
 * and tells where in it the trouble is, in characters, but shows nothing of it:
 * it may be a secret.
 *
 * @throws {UsageError} if a character is none of Latin-1
 *
 * @example
 * ```ts
 * import { latin1Bytes } from "./latin1.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...latin1Bytes("é", "the name")], [0xe9]);
 * assert.throws(() => latin1Bytes("5 €", "the price"), /^UsageError: the price .* 3$/);
 * ```
 */
export function latin1Bytes(text: string, name: string): Uint8Array<ArrayBuffer> {
  const outside = text.search(OUTSIDE);
  if (outside !== -1) throw notLatin1(text, outside, name);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function notLatin1(text: string, outside: number, name: string): UsageError {
  const position = [...text.slice(0, outside)].length + 1;
  return new UsageError(
    `${name} cannot be written in Latin-1, because of its character ${position}`,
    {
      hint: "wallets in secret_wallet's format hold Western European characters only " +
        "(no €, no typographic quotes); Coffer's own format holds any",
    },
  );
}

/** The text that Latin-1 bytes stand for; there is one for every array. */
export function latin1Text(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    text += String.fromCharCode.apply(null, chunk as never);
  }
  return text;
}
