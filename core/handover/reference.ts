/**
 * References: where a value is, as one line of text.
 *
 * - `coffer://DOMAIN/ACCESS/FIELD` is a field of a wallet's record: `uid`, `pwd` or
 *   `info/NAME`; `pwd` if it is left out. Each part is percent-encoded (RFC 3986, section
 *   2.1), so that a literal slash is `%2F`.
 * - `stash://KEY` is a value of a stash. KEY is written as everywhere
 *   (core/stash/key.ts); then percent-encoding in each of its names stands for the
 *   character itself, whatever it is.
 * - `?encoding=base64` at the end asks for the value as base64 text, for bytes that a
 *   variable or a text cannot hold. A literal `?` in a name is `%3F`, a literal `%` `%25`.
 *
 * @module
 */

import { toBase64, utf8 } from "../bytes.ts";
import { UsageError } from "../errors.ts";
import { shortened } from "../shown_path.ts";
import { asciiJson, type Key, parseKey, quote } from "../stash/key.ts";
import { percentDecoded, percentEncoded } from "./percent.ts";

/** How a value is handed over: as it is, or as base64 text. */
export type Encoding = "plain" | "base64";

/** A field of a record in a wallet. */
export interface WalletReference {
  /** Where it is. */
  kind: "coffer";
  /** The record's first name. */
  domain: string;
  /** The record's second name. */
  access: string;
  /** Which of its values. */
  field: RecordField;
  /** How it is handed over. */
  encoding: Encoding;
}

/** A value of a record: one of the two that each may have, or one of its info map. */
export type RecordField = "uid" | "pwd" | { info: string };

/** A value in a stash. */
export interface StashReference {
  /** Where it is. */
  kind: "stash";
  /** The names from the root down. */
  key: Key;
  /** How it is handed over. */
  encoding: Encoding;
}

/** A reference, taken apart. */
export type Reference = WalletReference | StashReference;

const COFFER = "coffer://", STASH = "stash://";
const BASE64_QUERY = "encoding=base64";
const FORMS = "references are coffer://DOMAIN/ACCESS/FIELD, with FIELD uid, pwd or " +
  "info/NAME, and stash://KEY";

/** Whether `text` begins as a reference does, and so must be one. */
export function looksLikeReference(text: string): boolean {
  return text.startsWith(COFFER) || text.startsWith(STASH);
}

/**
 * Takes a reference apart.
 *
 * @throws {UsageError} if it is none
 *
 * @example
 * ```ts
 * import { parseReference } from "./reference.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseReference("coffer://energy/smart%20meter"), {
 *   kind: "coffer",
 *   domain: "energy",
 *   access: "smart meter",
 *   field: "pwd",
 *   encoding: "plain",
 * });
 * assert.deepEqual(parseReference("stash://tls/key?encoding=base64"), {
 *   kind: "stash",
 *   key: ["tls", "key"],
 *   encoding: "base64",
 * });
 * ```
 */
export function parseReference(text: string): Reference {
  const [path, encoding] = splitQuery(text);
  if (path.startsWith(COFFER)) {
    return { ...walletPlace(text, path.slice(COFFER.length)), encoding };
  }
  if (path.startsWith(STASH)) {
    return { ...stashPlace(text, path.slice(STASH.length)), encoding };
  }
  throw wrong(text, "is no reference");
}

/**
 * The reference as text that `parseReference` reads back: ASCII, on one line, without
 * blanks or quotes but where a key takes a JSON array.
 *
 * @example
 * ```ts
 * import { formatReference, parseReference } from "./reference.ts";
 * import assert from "node:assert/strict";
 *
 * const text = "coffer://energy/smart%20meter/uid";
 * assert.equal(formatReference(parseReference(text)), text);
 * assert.equal(formatReference(parseReference("coffer://a/b/pwd")), "coffer://a/b");
 * ```
 */
export function formatReference(reference: Reference): string {
  const query = reference.encoding === "base64" ? `?${BASE64_QUERY}` : "";
  if (reference.kind === "stash") return STASH + formatPlace(reference.key) + query;
  const { domain, access, field } = reference;
  const parts = [domain, access, ...fieldParts(field)];
  return COFFER + parts.map(percentEncoded).join("/") + query;
}

/** The bytes that a reference stands for, given the value at its place. */
export function encoded(value: Uint8Array, { encoding }: Reference): Uint8Array {
  return encoding === "base64" ? utf8(toBase64(value)) : value;
}

function splitQuery(text: string): [path: string, encoding: Encoding] {
  const at = text.indexOf("?");
  if (at === -1) return [text, "plain"];
  if (text.slice(at + 1) === BASE64_QUERY) return [text.slice(0, at), "base64"];
  throw wrong(text, "ends in what is not understood", {
    hint: `after ? only ${BASE64_QUERY} may follow; a literal ? is %3F`,
  });
}

type Place<R extends Reference> = Omit<R, "encoding">;

function walletPlace(text: string, path: string): Place<WalletReference> {
  const parts = path.split("/").map((part) => decoded(text, part));
  const [domain = "", access = "", ...rest] = parts;
  if (parts.length < 2 || domain === "" || access === "") {
    throw wrong(text, "does not name a record");
  }
  return { kind: "coffer", domain, access, field: fieldNamed(text, rest) };
}

function fieldNamed(text: string, [first = "pwd", ...rest]: string[]): RecordField {
  const [info] = rest;
  if (rest.length === 0 && (first === "uid" || first === "pwd")) return first;
  if (rest.length === 1 && first === "info" && info !== "") return { info: info! };
  throw wrong(text, "does not name a field", {
    hint: "fields are uid, pwd and info/NAME; a literal slash in a name is %2F",
  });
}

function fieldParts(field: RecordField): string[] {
  if (field === "pwd") return [];
  return field === "uid" ? ["uid"] : ["info", field.info];
}

function stashPlace(text: string, path: string): Place<StashReference> {
  if (path === "") throw wrong(text, "does not name a key");
  return { kind: "stash", key: parseKey(path).map((name) => decoded(text, name)) };
}

/** Names that have no UTF-8, and keys that are hardly there, need the other form. */
function formatPlace(key: Key): string {
  const isPlain = key.join("") !== "" && key.every((name) => name.isWellFormed());
  if (isPlain) return key.map(percentEncoded).join("/");
  return asciiJson(key.map((name) => name.replace(/[%?]/g, percentEncoded)));
}

function decoded(text: string, part: string): string {
  const decoded = percentDecoded(part);
  if (decoded !== null) return decoded;
  throw wrong(text, "has a % that begins no UTF-8 character", {
    hint: "a literal % is %25",
  });
}

function wrong(text: string, how: string, { hint = FORMS } = {}): UsageError {
  return new UsageError(`${shortened(quote(text))} ${how}`, { hint });
}
