/**
 * JSON in columns, as Python's `json.dumps` writes it: ASCII, `", "` and `": "`.
 *
 * @module
 */

import { DamagedError, LimitError } from "../../core/errors.ts";
import { type Json, type JsonObject, JsonString, parseJson } from "../../core/json.ts";
import type { Attribute } from "../../core/ports.ts";
import { plainAttributes } from "./plain_json.ts";

/** What is no UTF-8 becomes U+FFFD, which `plainAttributes` leaves to the strict parser. */
const LENIENT_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What is written: an attribute, or attributes by name. */
type Writable = Attribute | ReadonlyMap<string, Attribute>;

/**
 * The JSON text of a value. Every character outside 0x20 to 0x7e is escaped, halves of
 * surrogate pairs too; names keep their order.
 */
export function jsonText(value: Writable): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  const members = [...value].map(([name, each]) => `${quoted(name)}: ${jsonText(each)}`);
  return `{${members.join(", ")}}`;
}

/**
 * The texts by name that JSON text holds. Of two equal names the last wins, as in
 * Python.
 *
 * @throws {DamagedError} if it is anything else
 */
export function parseTexts(json: Uint8Array): Map<string, string> {
  return texts(parseObject(json, 1, false));
}

/**
 * The attributes by name that JSON text holds.
 *
 * @throws {DamagedError} if it is anything else
 */
export function parseAttributes(json: Uint8Array): Map<string, Attribute> {
  const plain = plainAttributes(LENIENT_UTF8.decode(json));
  return plain ?? parseStrictly(json);
}

/** The same, always by the strict parser. */
export function parseStrictly(json: Uint8Array): Map<string, Attribute> {
  return new Map(
    [...parseObject(json, 2, true)].map(([name, value]) => [name, attribute(value)]),
  );
}

function parseObject(
  json: Uint8Array,
  maxDepth: number,
  uniqueNames: boolean,
): JsonObject {
  try {
    const parsed = parseJson(json, { maxDepth, ascii: false, uniqueNames });
    if (parsed instanceof Map) return parsed;
  } catch (cause) {
    if (!(cause instanceof LimitError)) throw cause;
    throw new DamagedError("JSON that is nested deeper than it should be", { cause });
  }
  throw new DamagedError("JSON that is no object");
}

function attribute(value: Json): Attribute {
  if (value === null) return null;
  return value instanceof Map ? texts(value) : text(value);
}

function texts(object: JsonObject): Map<string, string> {
  return new Map([...object].map(([name, value]) => [name, text(value)]));
}

function text(value: Json): string {
  if (value instanceof JsonString) return value.text();
  throw new DamagedError("JSON with something else than a text in it");
}

function quoted(text: string): string {
  // deno-lint-ignore no-control-regex
  return JSON.stringify(text).replace(/[^\x00-\x7e]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
