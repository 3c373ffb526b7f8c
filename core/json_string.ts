/**
 * Strings of a JSON document, as they stand there and as what they mean.
 *
 * @module
 */

import { utf8 } from "./bytes.ts";

/** How a string is written: in ASCII as it is, with wide letters, or with backslashes. */
type Form = "plain" | "wide" | "escaped";

/** A string of the document, decoded when asked for. */
export class JsonString {
  readonly #raw: Uint8Array;
  readonly #form: Form;

  /** Takes the bytes between the quotes, checked, and how they are written. */
  constructor(raw: Uint8Array, form: Form) {
    this.#raw = raw;
    this.#form = form;
  }

  /** The text. Lone surrogates in escapes stay what they are. */
  text(): string {
    if (this.#form === "plain" && this.#raw.length <= SHORT) return textOf(this.#raw);
    const text = STRICT_UTF8.decode(this.#raw);
    return this.#form === "escaped" ? unescapeText(text) : text;
  }

  /**
   * The text as bytes, a lone surrogate as U+FFFD; without escapes a view of the
   * input, not a copy.
   */
  bytes(): Uint8Array {
    if (this.#form !== "escaped") return this.#raw;
    const bytes = this.#raw.slice();
    const length = unescape(bytes, LAST_ASCII);
    return length === null ? utf8(this.text()) : bytes.subarray(0, length);
  }
}

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BACKSLASH = 0x5c, LETTER_U = 0x75, LAST_ASCII = 0x7f;
/** The lengths of a backslash with a letter, and of one with a `u` and four digits. */
const SHORT_ESCAPE = 2, UNIT_ESCAPE = 6;
/** What stands after a backslash, and what it stands for; 0 where nothing may. */
const SHORT_ESCAPES = codeTable('"\\/bfnrt', '"\\/\b\f\n\r\t');
const IS_HEX_DIGIT = codeTable("0123456789abcdefABCDEF", "\x01".repeat(22));

function codeTable(from: string, to: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < from.length; i++) table[from.charCodeAt(i)] = to.charCodeAt(i);
  return table;
}

/** @throws {TypeError} if these bytes are not UTF-8 */
export function assertUtf8(bytes: Uint8Array): void {
  STRICT_UTF8.decode(bytes);
}

/** How long the escape is that begins at `at`; 0 if it is none. */
export function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1]!;
  if (letter !== LETTER_U) return SHORT_ESCAPES[letter] ? SHORT_ESCAPE : 0;
  for (let digit = at + SHORT_ESCAPE; digit < at + UNIT_ESCAPE; digit++) {
    if (!IS_HEX_DIGIT[bytes[digit]!]) return 0;
  }
  return UNIT_ESCAPE;
}

/**
 * Puts what escapes stand for in their place; returns how much of `codes` is left, or
 * `null`, with `codes` spoiled, if an escape stands for a unit above `most`.
 */
function unescape(codes: Uint8Array | Uint16Array, most: number): number | null {
  let filled = 0;
  for (let at = 0; at < codes.length;) {
    let unit = codes[at]!;
    if (unit !== BACKSLASH) {
      at++;
    } else if (codes[at + 1] === LETTER_U) {
      unit = unitOf(codes, at + SHORT_ESCAPE);
      at += UNIT_ESCAPE;
      if (unit > most) return null;
    } else {
      unit = SHORT_ESCAPES[codes[at + 1]!]!;
      at += SHORT_ESCAPE;
    }
    codes[filled++] = unit;
  }
  return filled;
}

/** The UTF-16 unit that the four hexadecimal digits at `at` stand for. */
function unitOf(codes: Uint8Array | Uint16Array, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const code = codes[i]!;
    // Digits have bit 6 clear; letters have it set and count from 1.
    unit = unit << 4 | (code & 0xf) + 9 * (code >> 6);
  }
  return unit;
}

const TEXT_CHUNK = 0x2000;
/** In bytes; a decoder takes longer than this to begin. */
const SHORT = 64;

/** The text of ASCII or of UTF-16, of at most `TEXT_CHUNK` units. */
function textOf(units: Uint8Array | Uint16Array): string {
  return String.fromCharCode.apply(null, units as never);
}

/** By way of an array, since there may be millions of escapes and little else. */
function unescapeText(text: string): string {
  const codes = new Uint16Array(text.length);
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(i);
  const length = unescape(codes, 0xffff)!;
  const parts: string[] = [];
  for (let at = 0; at < length; at += TEXT_CHUNK) {
    const chunk = codes.subarray(at, Math.min(at + TEXT_CHUNK, length));
    parts.push(textOf(chunk));
  }
  return parts.join("");
}
