/**
 * The ways in which a program may come to print a secret: what a mask looks for.
 *
 * - the value itself, and each of its lines, without the blanks around it;
 * - base64, standard and URL-safe (RFC 4648, sections 4 and 5), in the three alignments
 *   that it has within something longer: of the first and the last character, which are
 *   shared with a neighbour, only what is the secret's own;
 * - hexadecimal in lower and upper case;
 * - the inside of a JSON string, as the usual writers do it, and that once more inside
 *   another.
 *
 * Percent-encoding is undone before (percent_view.ts): too many writers do it each in
 * their own way.
 *
 * Line ends are left out: a mask does not see them (masker.ts).
 *
 * @module
 */

import { toBase64, toHex, utf8 } from "../../bytes.ts";
import { asInForms } from "./percent_view.ts";

/**
 * The fewest bytes that are looked for. What is shorter stands in every other line by
 * chance: to mask it would spoil the output and tell more than it hides.
 */
export const SHORTEST = 4;

/** Every spelling of `value`, each once; none if it is too short to be looked for. */
export function spellings(value: Uint8Array): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const part of [value, ...linesOf(value)]) {
    if (part.length < SHORTEST) continue;
    for (const spelling of spelledOut(part)) {
      const bytes = withoutLineEnds(spelling);
      if (bytes.length >= SHORTEST) found.set(latin1(bytes), bytes);
    }
  }
  return [...found.values()];
}

/** A value and its lines, as they are looked for once percent-encoding is undone. */
export function plainForms(value: Uint8Array): Uint8Array[] {
  return [value, ...linesOf(value)]
    .map((part) => withoutLineEnds(part).map(asInForms))
    .filter((part) => part.length >= SHORTEST);
}

/** The lines of a value, without the blanks around each. */
function linesOf(value: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = 0; at <= value.length; at++) {
    if (at < value.length && !isLineEnd(value[at]!)) continue;
    lines.push(trimmed(value.subarray(start, at)));
    start = at + 1;
  }
  return lines;
}

function spelledOut(part: Uint8Array): Uint8Array[] {
  const texts = [...base64Forms(part), ...hexForms(part)];
  return [part, ...texts.map(utf8), ...jsonForms(part)];
}

function* base64Forms(part: Uint8Array): Generator<string> {
  for (const before of [0, 1, 2]) {
    const shifted = new Uint8Array(before + part.length);
    shifted.set(part, before);
    const text = toBase64(shifted);
    const first = Math.ceil(before * 8 / 6);
    const own = text.slice(first, Math.floor(shifted.length * 8 / 6));
    // At the end of all, the last character is the secret's own, and padding may follow.
    for (const form of [own, text.slice(first).replace(/=+$/, ""), text.slice(first)]) {
      yield form;
      yield form.replaceAll("+", "-").replaceAll("/", "_");
    }
  }
}

function* hexForms(part: Uint8Array): Generator<string> {
  const text = toHex(part);
  yield text;
  yield text.toUpperCase();
}

/** Of text; other bytes have no place in JSON. */
function* jsonForms(part: Uint8Array): Generator<Uint8Array> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part);
  } catch {
    return;
  }
  const json = insideJson(text);
  for (const form of [json, escapedBeside(json, /[<>&\u2028\u2029]/g)]) {
    for (const slashed of [form, form.replaceAll("/", "\\/")]) {
      // deno-lint-ignore no-control-regex
      const ascii = escapedBeside(slashed, /[^\x00-\x7e]/g);
      for (const written of [slashed, ascii, raised(slashed), raised(ascii)]) {
        yield utf8(written);
        yield utf8(insideJson(written));
      }
    }
  }
}

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** With escapes in upper-case hexadecimal. */
function raised(json: string): string {
  return json.replace(/\\u[0-9a-f]{4}/g, (code) => "\\u" + code.slice(2).toUpperCase());
}

function escapedBeside(text: string, units: RegExp): string {
  return text.replace(
    units,
    (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** Whether a byte is a line feed or a carriage return. */
export function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function withoutLineEnds(bytes: Uint8Array): Uint8Array {
  return bytes.some(isLineEnd) ? bytes.filter((byte) => !isLineEnd(byte)) : bytes;
}

function trimmed(line: Uint8Array): Uint8Array {
  const isBlank = (at: number) => line[at] === 0x20 || line[at] === 0x09;
  let start = 0, end = line.length;
  while (start < end && isBlank(start)) start++;
  while (start < end && isBlank(end - 1)) end--;
  return line.subarray(start, end);
}

/** A key for the map, of any bytes. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
