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

import { DamagedError, LimitError } from "./errors.ts";
import { assertUtf8, escapeLength, JsonString } from "./json_string.ts";

export { JsonString } from "./json_string.ts";

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

const TAB = 0x09, LINE_FEED = 0x0a, RETURN = 0x0d, SPACE = 0x20;
const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a, BACKSLASH = 0x5c, LAST_ASCII = 0x7f;
const OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;

const WORDS: Record<string, Json> = {
  true: true,
  false: false,
  null: null,
  NaN: { number: "NaN" },
  Infinity: { number: "Infinity" },
  "-Infinity": { number: "-Infinity" },
};
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

/** Where the first byte from `at` on is that is not just a character of a string. */
function plainUntil(bytes: Uint8Array, at: number): number {
  const { length } = bytes;
  while (at < length && IS_PLAIN[bytes[at]!] === 1) at++;
  return at;
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
      if (wide) assertUtf8(raw);
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
