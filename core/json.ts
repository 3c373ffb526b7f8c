/**
 * A reader for JSON as Python's `json` module takes it, working on bytes.
 *
 * It differs from `JSON.parse` where the file formats need it: names keep
 * their order and may be anything; the last of two equal names wins but keeps
 * the place of the first, or two are refused; `NaN` and `Infinity` are taken;
 * nesting is bounded; and long strings stay slices of the input, since a value may
 * be longer than a JavaScript string can be. docs/adr/0003 says why this is our own.
 *
 * @module
 */

import { utf8 } from "./bytes.ts";
import { DamagedError, LimitError } from "./errors.ts";

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

/** A number of the document, by its text. */
export interface JsonNumber {
  number: string;
}

/** A name and its value. */
export type JsonObject = Map<string, Json>;

/** What a document may hold. Arrays and words matter to the stash only as not fitting. */
export type Json = JsonObject | JsonString | JsonNumber | Json[] | null | boolean;

/** Bounds and rules for one document. */
export interface JsonOptions {
  /** How many objects and arrays may stand in one another. */
  maxDepth: number;
  /** Whether a byte above 0x7f is an error. */
  ascii: boolean;
  /** How many values the document may hold, itself among them (default: any number). */
  maxValues?: number;
  /** Whether two equal names in an object are an error (default: the last wins). */
  uniqueNames?: boolean;
}

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const TAB = 0x09, LINE_FEED = 0x0a, RETURN = 0x0d, SPACE = 0x20;
const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a, BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;
const LETTER_U = 0x75, LAST_ASCII = 0x7f;
/** The lengths of a backslash with a letter, and of one with a `u` and four digits. */
const SHORT_ESCAPE = 2, UNIT_ESCAPE = 6;

const WORDS: Record<string, Json> = {
  true: true,
  false: false,
  null: null,
  NaN: { number: "NaN" },
  Infinity: { number: "Infinity" },
  "-Infinity": { number: "-Infinity" },
};
/** What stands after a backslash, and what it stands for; 0 where nothing may. */
const SHORT_ESCAPES = codeTable('"\\/bfnrt', '"\\/\b\f\n\r\t');
const IS_HEX_DIGIT = codeTable("0123456789abcdefABCDEF", "\x01".repeat(22));
const IS_PLAIN = new Uint8Array(256).fill(1, SPACE, LAST_ASCII + 1);
IS_PLAIN[QUOTE] = IS_PLAIN[BACKSLASH] = 0;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
/** As many digits as Python takes. */
const LONGEST_ATOM = 4300;
/** The characters that a number or a word is made of. */
const ATOM = new Set(
  [..."+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    .map((char) => char.charCodeAt(0)),
);

function codeTable(from: string, to: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < from.length; i++) table[from.charCodeAt(i)] = to.charCodeAt(i);
  return table;
}

/** How long the escape is that begins at `at`; 0 if it is none. */
function escapeLength(bytes: Uint8Array, at: number): number {
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

/** Where the first byte from `at` on is that is not just a character of a string. */
function plainUntil(bytes: Uint8Array, at: number): number {
  const { length } = bytes;
  while (at < length && IS_PLAIN[bytes[at]!] === 1) at++;
  return at;
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

/**
 * Reads one document that fills `bytes`, white space apart.
 *
 * @throws {DamagedError} if it is not JSON
 * @throws {LimitError} if it is nested deeper than `maxDepth`, or holds more than
 * `maxValues`
 */
export function parseJson(bytes: Uint8Array, options: JsonOptions): Json {
  const reader = new Reader(bytes, options);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #options: JsonOptions;
  #at = 0;
  #valuesLeft: number;

  constructor(bytes: Uint8Array, options: JsonOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#valuesLeft = options.maxValues ?? Infinity;
  }

  value(depth: number): Json {
    if (depth > this.#options.maxDepth) {
      throw new LimitError("JSON that is nested too deep");
    }
    if (--this.#valuesLeft < 0) throw new LimitError("JSON with too many values");
    switch (this.#peek()) {
      case OPEN_BRACE:
        return this.#object(depth + 1);
      case OPEN_BRACKET:
        return this.#array(depth + 1);
      case QUOTE:
        return this.#string();
      default:
        return this.#atom();
    }
  }

  end(): void {
    if (this.#peek() !== undefined) this.#fail("more after the end");
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = new Map();
    this.#at++;
    if (this.#take(CLOSE_BRACE)) return object;
    do {
      if (this.#peek() !== QUOTE) this.#fail("a name was expected");
      const name = this.#string().text();
      if (this.#options.uniqueNames && object.has(name)) this.#fail("a name twice");
      if (!this.#take(COLON)) this.#fail("a colon was expected");
      object.set(name, this.value(depth));
    } while (this.#take(COMMA));
    if (!this.#take(CLOSE_BRACE)) this.#fail("an object does not end");
    return object;
  }

  #array(depth: number): Json[] {
    const array: Json[] = [];
    this.#at++;
    if (this.#take(CLOSE_BRACKET)) return array;
    do array.push(this.value(depth)); while (this.#take(COMMA));
    if (!this.#take(CLOSE_BRACKET)) this.#fail("an array does not end");
    return array;
  }

  #string(): JsonString {
    const start = ++this.#at;
    const plain = plainUntil(this.#bytes, start);
    if (this.#bytes[plain] === QUOTE) {
      this.#at = plain + 1;
      return new JsonString(this.#bytes.subarray(start, plain), "plain");
    }
    return this.#unusualString(start, plain);
  }

  /** A string with escapes or wide letters, or none; all before `from` is plain. */
  #unusualString(start: number, from: number): JsonString {
    const bytes = this.#bytes;
    let escaped = false;
    let seen = 0;
    let at = from;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      if (byte === undefined) this.#fail("a string does not end");
      if (byte < SPACE) this.#fail("a control character in a string");
      seen |= byte;
      if (byte === BACKSLASH) {
        escaped = true;
        const length = escapeLength(bytes, at);
        if (length === 0) this.#fail("an unknown escape in a string");
        at += length - 1;
      }
    }
    this.#at = at + 1;
    return this.#checked(bytes.subarray(start, at), escaped, seen > 0x7f);
  }

  /** Wide strings are decoded once, so that no bad one gets by. */
  #checked(raw: Uint8Array, escaped: boolean, wide: boolean): JsonString {
    if (wide && this.#options.ascii) this.#fail("a byte that is not ASCII");
    try {
      if (wide) STRICT_UTF8.decode(raw);
    } catch (error) {
      throw new DamagedError("not JSON: a string that is not UTF-8", { cause: error });
    }
    return new JsonString(raw, escaped ? "escaped" : "wide");
  }

  #atom(): Json {
    const start = this.#at;
    while (ATOM.has(this.#bytes[this.#at]!)) this.#at++;
    if (this.#at - start > LONGEST_ATOM) this.#fail("a number that is too long");
    const text = String.fromCharCode(...this.#bytes.subarray(start, this.#at));
    if (Object.hasOwn(WORDS, text)) return WORDS[text]!;
    if (NUMBER.test(text)) return { number: text };
    return this.#fail("a value was expected");
  }

  /** The next byte that is not white space, left in place. */
  #peek(): number | undefined {
    let byte = this.#bytes[this.#at];
    while (
      byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB
    ) byte = this.#bytes[++this.#at];
    return byte;
  }

  #take(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.#at++;
    return true;
  }

  #fail(what: string): never {
    throw new DamagedError(`not JSON: ${what}, at byte ${this.#at}`);
  }
}
