/**
 * The encoding that everything authenticated in format v1 goes through
 * (docs/format_v1.md, section 3): label, walletId, then fields in a fixed order, each with
 * its length before it. No two lists of fields have the same encoding.
 *
 * @module
 */

import { utf8 } from "../../bytes.ts";
import { UsageError } from "../../errors.ts";
import { type Label, LABELS } from "./labels.ts";

/** A field: text goes in as UTF-8, a number (an integer, 0 or more) as eight bytes. */
export type Field = string | number | Uint8Array;

const LENGTH_BYTES = 4;
const INTEGER_BYTES = 8;

/**
 * The encoding of `fields` for one purpose in one wallet, in a new array.
 *
 * @throws {RangeError} if a number is no integer from 0 to 2^53 - 1
 * @throws {UsageError} if a text holds half of a surrogate pair; it does not show the text
 *
 * @example
 * ```ts
 * import { encode } from "./encoding.ts";
 * import { toHex } from "../../bytes.ts";
 * import assert from "node:assert/strict";
 *
 * const encoded = encode("coffer/v1/name", new Uint8Array(16), ["é", 7]);
 * assert.equal(toHex(encoded.subarray(-18)), "00000002c3a9" + "000000080000000000000007");
 * ```
 */
export function encode(
  label: Label,
  walletId: Uint8Array,
  fields: readonly Field[],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [labelBytes(label), walletId];
  let length = 2 * LENGTH_BYTES + parts[0]!.length + walletId.length;
  for (const field of fields) {
    const part = fieldBytes(field);
    parts.push(part);
    length += LENGTH_BYTES + part.length;
  }
  const encoded = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    writeU32(encoded, at, part.length);
    encoded.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return encoded;
}

const LABEL_BYTES = new Map<Label, Uint8Array>(
  Object.values(LABELS).map((label) => [label, utf8(label)]),
);

function labelBytes(label: Label): Uint8Array {
  return LABEL_BYTES.get(label)!;
}

function fieldBytes(field: Field): Uint8Array {
  if (typeof field === "string") return textBytes(field);
  return typeof field === "number" ? u64be(field) : field;
}

/** By hand: records by the thousand go through here, and a DataView for each takes longer. */
function writeU32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

/**
 * The UTF-8 bytes of a text that has a UTF-8 form.
 *
 * @throws {UsageError} if it holds half of a surrogate pair; it does not show the text
 */
export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  if (text.isWellFormed()) return utf8(text);
  throw new UsageError("the text is not well-formed Unicode", {
    hint: "it holds half of a surrogate pair; take that character out",
  });
}

/**
 * An integer as eight bytes, the highest first.
 *
 * @throws {RangeError} if it is no integer from 0 to 2^53 - 1
 */
export function u64be(integer: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(integer) || integer < 0) {
    throw new RangeError("not an integer from 0 to 2^53 - 1");
  }
  const bytes = new Uint8Array(INTEGER_BYTES);
  writeU32(bytes, 0, Math.floor(integer / 2 ** 32));
  writeU32(bytes, LENGTH_BYTES, integer % 2 ** 32);
  return bytes;
}

/** The fields of something that may be absent (`null`), told from one that is there. */
export function optional(fields: readonly Field[] | null): Field[] {
  return fields === null ? [0] : [1, ...fields];
}

/** The fields of a list; a map must have been sorted by the bytes of its keys. */
export function list(items: readonly (readonly Field[])[]): Field[] {
  return [items.length, ...items.flat()];
}

/** The order of arrays by their bytes; a shorter one comes before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
