/**
 * The outer form of a stash file: the parameters of the key and the sealed tree
 * (docs/format.md, "Outer").
 *
 * @module
 */

import { decodeHex, toHex, utf8, writeHex } from "../bytes.ts";
import { DamagedError, LimitError, NotFoundError } from "../errors.ts";
import type { Blob, BlobStore, Version } from "../ports.ts";
import { pythonString } from "./key.ts";
import { type Json, JsonString, parseJson } from "../json.ts";
import { shownPath } from "../shown_path.ts";
import { assertSize, MOST_BLOB_BYTES } from "../sizes.ts";

/** How the key of a stash is derived. */
export interface KeyParameters {
  /** The name of the PBKDF2 hash as the file has it; not yet known to exist. */
  hash: string;
  /** As long as the file has it; 32 bytes in a new one. */
  salt: Uint8Array<ArrayBuffer>;
  /** PBKDF2 rounds as the file has them, exact; not yet checked against a limit. */
  iterations: number;
}

/** What a stash file says in the clear, and what it keeps sealed. */
export interface Envelope extends KeyParameters {
  /** nonce || tag || ciphertext (core/crypto/secretbox.ts). */
  sealed: Uint8Array<ArrayBuffer>;
}

const FIELDS = ["hash", "salt", "iterations", "enc_blob"] as const;
const INTEGER = /^-?[0-9]+$/;
/** Fields may come twice, and the last counts; this leaves room for that. */
const MOST_FIELDS = 64;
/** In bytes; several times what any hash is called. */
const LONGEST_HASH = 256;
/** In bytes. */
const WORD = 4;
/** Little, for this is read before any password vouches for it: one flat object. */
const OUTER_BOUNDS = { maxDepth: 1, maxValues: 1 + MOST_FIELDS, ascii: true };

/**
 * The bytes of the stash in `store`.
 *
 * @throws {NotFoundError} if there is none
 */
export async function loadStashFile(store: BlobStore): Promise<Blob> {
  const blob = await store.load();
  if (blob !== null) return blob;
  throw new NotFoundError(`there is no stash at ${shownPath(store.location)}`, {
    hint: "check the name, or make a new stash with `coffer stash init`",
  });
}

/**
 * The stash in `store` as it is sealed, in the memory of the file that was loaded.
 *
 * @throws as `loadStashFile` and `parseEnvelope`
 */
export async function loadEnvelope(
  store: BlobStore,
): Promise<{ envelope: Envelope; version: Version }> {
  const { bytes, version } = await loadStashFile(store);
  return { envelope: takeEnvelope(bytes), version };
}

/**
 * Reads a stash file, of which nothing is kept.
 *
 * @throws {DamagedError} if it is not ASCII JSON with just the four fields
 * @throws {LimitError} if it asks for more iterations than a number can count
 */
export function parseEnvelope(file: Uint8Array): Envelope {
  return takeEnvelope(file.slice() as Uint8Array<ArrayBuffer>);
}

/**
 * The same with a file that is used up: `sealed` is in its memory, in place of its digits,
 * so that opening a stash takes no more of it than the file has bytes.
 *
 * @throws {DamagedError | LimitError} as `parseEnvelope`
 */
export function takeEnvelope(file: Uint8Array<ArrayBuffer>): Envelope {
  const outer = readOuter(file);
  const [hash, salt, iterations, blob] = FIELDS.map((field) => outer.get(field));
  if (
    !(hash instanceof JsonString) || !(salt instanceof JsonString) ||
    !(blob instanceof JsonString) || outer.size !== FIELDS.length
  ) throw notAStash();
  return {
    hash: hashField(hash),
    salt: hexField(salt, "salt"),
    iterations: integer(iterations),
    // Last, for it may write over the others.
    sealed: hexField(blob, "enc_blob", inPlaceOf),
  };
}

/** Where the bytes go that `digits` stand for. */
function inPlaceOf({ buffer, byteOffset, length }: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = byteOffset - byteOffset % WORD;
  return new Uint8Array(buffer as ArrayBuffer, start, Math.floor(length / 2));
}

function readOuter(file: Uint8Array): Map<string, Json> {
  try {
    const outer = parseJson(file, OUTER_BOUNDS);
    if (outer instanceof Map) return outer;
  } catch (cause) {
    if (cause instanceof DamagedError || cause instanceof LimitError) {
      throw notAStash(cause);
    }
    throw cause;
  }
  throw notAStash();
}

function notAStash(cause?: Error): DamagedError {
  const detail = cause === undefined ? "" : ` (${cause.message})`;
  return new DamagedError(`this is not a stash file, or a damaged one${detail}`, {
    cause,
    hint: "a stash file is one line of JSON with hash, salt, iterations and enc_blob",
  });
}

function hashField(field: JsonString): string {
  if (field.bytes().length <= LONGEST_HASH) return field.text();
  throw new DamagedError("the stash is damaged: hash is too long to be a name");
}

function hexField(
  field: JsonString,
  name: string,
  place?: (digits: Uint8Array) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const digits = field.bytes();
  try {
    return decodeHex(digits, place?.(digits));
  } catch (cause) {
    if (!(cause instanceof DamagedError)) throw cause;
    throw new DamagedError(`the stash is damaged: ${name} is not hexadecimal text`, {
      cause,
    });
  }
}

function integer(json: Json | undefined): number {
  const isNumber = typeof json === "object" && json !== null && "number" in json;
  if (!isNumber || !INTEGER.test(json.number) || BigInt(json.number) < 0) {
    throw new DamagedError("the stash is damaged: iterations is not a whole number");
  }
  const iterations = BigInt(json.number);
  if (iterations <= Number.MAX_SAFE_INTEGER) return Number(iterations);
  throw new LimitError("the stash asks for more iterations than can be counted", {
    hint: "the file is damaged, or was made to waste your time",
  });
}

/** A stash file that is being made. */
export interface NewFile {
  /** Where the sealed tree goes, in the file's own memory. */
  readonly sealed: Uint8Array<ArrayBuffer>;
  /** Makes digits of what is there by then; gives the whole file. */
  finish(): Uint8Array<ArrayBuffer>;
}

/**
 * A file exactly as sstash writes it, one line without a newline at its end, for a sealed
 * tree of `length` bytes.
 *
 * The tree stands where the second half of its digits will, so that a file takes no more
 * memory than it has bytes; and at a multiple of four, which ciphers are quickest with.
 *
 * @throws {LimitError} if the file would have more than `MOST_BLOB_BYTES`
 */
export function newFile(
  { hash, salt, iterations }: KeyParameters,
  length: number,
): NewFile {
  const head = utf8(
    `{"hash": ${pythonString(hash)}, "salt": "${toHex(salt)}", ` +
      `"iterations": ${iterations}, "enc_blob": "`,
  );
  const tail = utf8('"}');
  const middle = head.length + length;
  const start = (WORD - middle % WORD) % WORD;
  const size = middle + length + tail.length;
  assertSize("this stash as a file", size, MOST_BLOB_BYTES);
  const memory = new Uint8Array(start + size);
  const file = memory.subarray(start);
  const sealed = file.subarray(middle, middle + length);
  return {
    sealed,
    finish() {
      file.set(head);
      writeHex(sealed, file, head.length);
      file.set(tail, middle + length);
      return file;
    },
  };
}

/** Writes a stash file exactly as sstash does: one line, no newline at its end. */
export function formatEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const { sealed, finish } = newFile(envelope, envelope.sealed.length);
  sealed.set(envelope.sealed);
  return finish();
}
