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
  return withEncoding({ label, walletId, fields }, (encoded) => encoded.slice());
}

/** What is encoded. */
export interface Encodable {
  readonly label: Label;
  readonly walletId: Uint8Array;
  readonly fields: readonly Field[];
}

/**
 * What `use` makes of the encoding, which is wiped then: for what is hashed and not kept.
 * Nothing else may be encoded meanwhile.
 *
 * @throws as `encode`, and what `use` throws
 */
export function withEncoding<T>(
  { label, walletId, fields }: Encodable,
  use: (encoded: Uint8Array<ArrayBuffer>) => T,
): T {
  const writer = new Writer(roomFor(walletId, fields));
  try {
    writer.bytes(LABEL_BYTES.get(label)!);
    writer.bytes(walletId);
    for (const field of fields) writer.field(field);
    return use(writer.written());
  } finally {
    writer.wipe();
  }
}

const LABEL_BYTES = new Map<Label, Uint8Array>(
  Object.values(LABELS).map((label) => [label, utf8(label)]),
);
const LONGEST_LABEL = 64;
/** The most bytes of UTF-8 that a UTF-16 unit takes. */
const WIDEST = 3;
const ASCII = 0x7f;

/** Enough bytes for all fields, whatever the texts among them are. */
function roomFor(walletId: Uint8Array, fields: readonly Field[]): number {
  let room = LONGEST_LABEL + walletId.length + (fields.length + 2) * LENGTH_BYTES;
  for (const field of fields) {
    if (typeof field === "string") room += WIDEST * field.length;
    else room += typeof field === "number" ? INTEGER_BYTES : field.length;
  }
  return room;
}

/**
 * Writes fields one after the other. All of it goes through one array that is used again:
 * records by the thousand come this way, and an array for each field takes longer than
 * hashing them.
 */
class Writer {
  static readonly #shared = new Uint8Array(16_384);
  readonly #target: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(room: number) {
    this.#target = room <= Writer.#shared.length ? Writer.#shared : new Uint8Array(room);
  }

  field(field: Field): void {
    if (typeof field === "string") this.text(field);
    else if (typeof field === "number") this.integer(field);
    else this.bytes(field);
  }

  bytes(bytes: Uint8Array): void {
    this.#length(bytes.length);
    this.#target.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  integer(integer: number): void {
    this.#length(INTEGER_BYTES);
    writeU64(this.#target, this.#at, integer);
    this.#at += INTEGER_BYTES;
  }

  text(text: string): void {
    const start = this.#at + LENGTH_BYTES;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > ASCII) return this.bytes(textBytes(text));
      this.#target[start + i] = unit;
    }
    this.#length(text.length);
    this.#at += text.length;
  }

  /** What was written, in place. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#target.subarray(0, this.#at);
  }

  /** Names go through here, too. */
  wipe(): void {
    this.#target.fill(0, 0, this.#at);
  }

  #length(length: number): void {
    writeU32(this.#target, this.#at, length);
    this.#at += LENGTH_BYTES;
  }
}

function writeU32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

function writeU64(target: Uint8Array, at: number, integer: number): void {
  if (!Number.isSafeInteger(integer) || integer < 0) {
    throw new RangeError("not an integer from 0 to 2^53 - 1");
  }
  writeU32(target, at, Math.floor(integer / 2 ** 32));
  writeU32(target, at + LENGTH_BYTES, integer % 2 ** 32);
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
  const bytes = new Uint8Array(INTEGER_BYTES);
  writeU64(bytes, 0, integer);
  return bytes;
}

/** The fields of something that may be absent (`null`), told from one that is there. */
export function optional(fields: readonly Field[] | null): Field[] {
  return fields === null ? [0] : [1, ...fields];
}

/** The fields of a list; a map must have been sorted by the bytes of its keys. */
export function list(items: readonly (readonly Field[])[]): Field[] {
  const fields: Field[] = [items.length];
  // `flat` takes longer than to encode what it gives.
  for (const item of items) fields.push(...item);
  return fields;
}

/** The order of arrays by their bytes; a shorter one comes before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
