/**
 * Writing JSON that was read with core/json.ts: as Python's `json.dump` would, and as
 * people like to edit it. Nothing that was read is lost, whatever its name.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { type Json, JsonString, parseJson } from "../../core/json.ts";
import { asciiJson, pythonString } from "../../core/stash/key.ts";

const INDENT = "  ";
const INTEGER = /^-?[0-9]+$/;
/** From these powers of ten on, `repr` of Python's floats writes an exponent. */
const LARGE_POWER = 16, SMALL_POWER = -5;

/** A plain value, as core/json.ts would have read it. Not for `undefined` or NaN. */
export function jsonOf(value: unknown): Json {
  return parseJson(utf8(JSON.stringify(value)), { maxDepth: Infinity, ascii: false });
}

/** One line, as `json.dump` writes what `json.load` has read. */
export function pythonJson(json: Json): string {
  if (json instanceof Map) {
    const members = [...json].map(([name, value]) =>
      `${pythonString(name)}: ${pythonJson(value)}`
    );
    return `{${members.join(", ")}}`;
  }
  if (Array.isArray(json)) return `[${json.map(pythonJson).join(", ")}]`;
  if (json instanceof JsonString) return pythonString(json.text());
  return isWord(json) ? `${json}` : pythonNumber(json.number);
}

/** Lines with an indent of two, in ASCII, numbers as they were written. */
export function indentedJson(json: Json, indent = ""): string {
  if (json instanceof Map) {
    const members = [...json].map(([name, value]) =>
      `${asciiJson(name)}: ${indentedJson(value, indent + INDENT)}`
    );
    return block("{}", members, indent);
  }
  if (Array.isArray(json)) {
    return block("[]", json.map((item) => indentedJson(item, indent + INDENT)), indent);
  }
  if (json instanceof JsonString) return asciiJson(json.text());
  return isWord(json) ? `${json}` : json.number;
}

function block(brackets: string, items: string[], indent: string): string {
  if (items.length === 0) return brackets;
  const lines = items.map((item) => `\n${indent}${INDENT}${item}`);
  return `${brackets[0]}${lines.join(",")}\n${indent}${brackets[1]}`;
}

function isWord(json: Json): json is boolean | null {
  return json === null || typeof json === "boolean";
}

function pythonNumber(text: string): string {
  if (INTEGER.test(text)) return text === "-0" ? "0" : text;
  return pythonFloat(Number(text));
}

/** Both languages write the shortest digits that mean the number; forms differ. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return `${value}`;
  if (Object.is(value, -0)) return "-0.0";
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= LARGE_POWER || power <= SMALL_POWER) {
    return `${digits}e${exponent![0]}${`${Math.abs(power)}`.padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
