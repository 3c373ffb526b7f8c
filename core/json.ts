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

/** A string of the document, decoded when asked for. */
export class JsonString {
  readonly #raw: Uint8Array;
  readonly #escaped: boolean;

  /** Takes the bytes between the quotes, and whether a backslash is among them. */
  constructor(raw: Uint8Array, escaped: boolean) {
    this.#raw = raw;
    this.#escaped = escaped;
  }

  /** The text. Lone surrogates in escapes stay what they are. */
  text(): string {
    const text = STRICT_UTF8.decode(this.#raw);
    return this.#escaped ? text.replace(ESCAPE, unescape) : text;
  }

  /** The text as bytes; without escapes a view of the input, not a copy. */
  bytes(): Uint8Array {
    return this.#escaped ? new TextEncoder().encode(this.text()) : this.#raw;
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
  /** Whether two equal names in an object are an error (default: the last wins). */
  uniqueNames?: boolean;
}

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const SIMPLE_ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unescape(_: string, hex: string | undefined, simple: string): string {
  if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
  if (Object.hasOwn(SIMPLE_ESCAPES, simple)) return SIMPLE_ESCAPES[simple]!;
  throw new DamagedError("not JSON: an unknown escape in a string");
}

const TAB = 0x09, LINE_FEED = 0x0a, RETURN = 0x0d, SPACE = 0x20;
const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a, BACKSLASH = 0x5c;
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
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
/** As many digits as Python takes. */
const LONGEST_ATOM = 4300;
/** The characters that a number or a word is made of. */
const ATOM = new Set(
  [..."+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    .map((char) => char.charCodeAt(0)),
);

/**
 * Reads one document that fills `bytes`, white space apart.
 *
 * @throws {DamagedError} if it is not JSON
 * @throws {LimitError} if it is nested deeper than `maxDepth`
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

  constructor(bytes: Uint8Array, options: JsonOptions) {
    this.#bytes = bytes;
    this.#options = options;
  }

  value(depth: number): Json {
    if (depth > this.#options.maxDepth) {
      throw new LimitError("JSON that is nested too deep");
    }
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
    const bytes = this.#bytes;
    const start = ++this.#at;
    let escaped = false;
    let seen = 0;
    let at = start;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      if (byte === undefined) this.#fail("a string does not end");
      if (byte < SPACE) this.#fail("a control character in a string");
      seen |= byte;
      if (byte === BACKSLASH) {
        escaped = true;
        at++;
      }
    }
    this.#at = at + 1;
    return this.#checked(bytes.subarray(start, at), escaped, seen > 0x7f);
  }

  /** Strings that need decoding are decoded once, so that no bad one gets by. */
  #checked(raw: Uint8Array, escaped: boolean, wide: boolean): JsonString {
    if (wide && this.#options.ascii) this.#fail("a byte that is not ASCII");
    const string = new JsonString(raw, escaped);
    if (!escaped && !wide) return string;
    try {
      string.text();
    } catch (error) {
      if (error instanceof DamagedError) throw error;
      throw new DamagedError("not JSON: a string that is not UTF-8", { cause: error });
    }
    return string;
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
