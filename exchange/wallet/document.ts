/**
 * JSON from outside: read by core/json.ts, told apart from what is no JSON, and with
 * errors that name the file and show nothing of what is in it.
 *
 * @module
 */

import { sameBytes, utf8 } from "../../core/bytes.ts";
import { DamagedError, LimitError } from "../../core/errors.ts";
import { type Json, JsonString, parseJson } from "../../core/json.ts";

/** How a document is read. */
export interface DocumentOptions {
  /** What it is called in errors. */
  what: string;
  /** What to do if it is not JSON. */
  hint: string;
  /** Whether two equal names in an object are an error (default: the last wins). */
  uniqueNames?: boolean;
}

/** No format here nests deeper than 8; the rest is for members that are passed over. */
const MAX_DEPTH = 100;
const BYTE_ORDER_MARK = "\ufeff";
/** How the program's output begins, of which the JSON is only the last line. */
const PROGRAM_OUTPUT = "Starting a secret wallet ";

/** A document: text, or its UTF-8, which may be longer than a string can be. */
export type Source = string | Uint8Array;

/**
 * Reads a JSON document as Python's `json.load` does; a byte-order mark before it is
 * passed over. Lone surrogates in escapes stay what they are.
 *
 * @throws {DamagedError} if it is not JSON, or nested too deep
 */
export function parseDocument(source: Source, options: DocumentOptions): Json {
  const { what, uniqueNames = false } = options;
  if (typeof source === "string" && !source.isWellFormed()) {
    throw new DamagedError(`${what} is not well-formed Unicode text`);
  }
  const bytes = withoutMarkBytes(typeof source === "string" ? utf8(source) : source);
  try {
    const bounds = { maxDepth: MAX_DEPTH, ascii: false, uniqueNames };
    return parseJson(bytes, bounds);
  } catch (cause) {
    throw unreadable(cause, bytes, options);
  }
}

function withoutMarkBytes(bytes: Uint8Array): Uint8Array {
  return beginsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
}

function beginsWith(bytes: Uint8Array, text: string): boolean {
  const start = utf8(text);
  return sameBytes(bytes.subarray(0, start.length), start);
}

/** The text without a byte-order mark at its beginning. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function unreadable(
  cause: unknown,
  document: Uint8Array,
  { what, hint }: DocumentOptions,
): unknown {
  if (cause instanceof LimitError) {
    return new DamagedError(`${what} is nested too deep`, { cause });
  }
  if (!(cause instanceof DamagedError)) return cause;
  return new DamagedError(`${what} cannot be read: ${cause.message}`, {
    cause,
    hint: beginsWith(document, PROGRAM_OUTPUT)
      ? "it begins with what secret_wallet said on the terminal; keep only the line of " +
        "JSON, or let `save -f FILE` write it"
      : hint,
  });
}

/** The text of a JSON string, `null` for JSON's null, `undefined` for anything else. */
export function textOrNull(json: Json | undefined): string | null | undefined {
  if (json instanceof JsonString) return json.text();
  return json === null ? null : undefined;
}

/** Whether it is a number, written just so. */
export function isNumber(json: Json | undefined, number: string): boolean {
  return typeof json === "object" && json !== null && "number" in json &&
    json.number === number;
}

/** The entries of an object whose values are all strings, else `undefined`. */
export function textMap(json: Json | undefined): Map<string, string> | undefined {
  if (!(json instanceof Map)) return undefined;
  const texts = new Map<string, string>();
  for (const [name, value] of json) {
    if (!(value instanceof JsonString)) return undefined;
    texts.set(name, value.text());
  }
  return texts;
}
