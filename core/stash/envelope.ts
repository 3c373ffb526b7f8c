/**
 * The outer form of a stash file: the parameters of the key and the sealed tree
 * (docs/format.md, "Outer").
 *
 * @module
 */

import { decodeHex, toHex, utf8, writeHex } from "../bytes.ts";
import { DamagedError, LimitError, NotFoundError } from "../errors.ts";
import type { Blob, BlobStore } from "../ports.ts";
import { pythonString } from "./key.ts";
import { type Json, JsonString, parseJson } from "../json.ts";
import { shownPath } from "../shown_path.ts";

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
 * Reads a stash file.
 *
 * @throws {DamagedError} if it is not ASCII JSON with just the four fields
 * @throws {LimitError} if it asks for more iterations than a number can count
 */
export function parseEnvelope(file: Uint8Array): Envelope {
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
    sealed: hexField(blob, "enc_blob"),
  };
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

function hexField(field: JsonString, name: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeHex(field.bytes());
  } catch (cause) {
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

/** Writes a stash file exactly as sstash does: one line, no newline at its end. */
export function formatEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const { hash, salt, iterations, sealed } = envelope;
  const head = utf8(
    `{"hash": ${pythonString(hash)}, "salt": "${toHex(salt)}", ` +
      `"iterations": ${iterations}, "enc_blob": "`,
  );
  const tail = utf8('"}');
  const file = new Uint8Array(head.length + 2 * sealed.length + tail.length);
  file.set(head);
  writeHex(sealed, file, head.length);
  file.set(tail, file.length - tail.length);
  return file;
}
