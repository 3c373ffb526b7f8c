/**
 * The JSON of secret_wallet's `save`: one array of records, the same for decrypted and
 * encrypted ones. Written exactly as the Python program writes it (one line of ASCII, no
 * line feed at the end), read as freely as it reads: white space, the order of members
 * and members that nobody knows do not matter, and the last of two equal names wins.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { type Json, JsonString } from "../../core/json.ts";
import { pythonString } from "../../core/stash/key.ts";
import { shown } from "../shown.ts";
import type { ListForm } from "./list_text.ts";
import {
  type DocumentOptions,
  parseDocument,
  type Source,
  textMap,
  textOrNull,
} from "./document.ts";

/** One element of the array. `null` is JSON's null; secret_wallet writes none. */
export interface SavedRecord {
  domain: string;
  access: string;
  timestamp: string | null;
  uid: string | null;
  pwd: string | null;
  /** By name, in order; a null in the file is no entries. */
  info: ReadonlyMap<string, string>;
}

/** What a save file is called in errors. */
export const SAVE_FILE = "the save file";
/** How one is read that may be any. */
export const SAVE_DOCUMENT: DocumentOptions = {
  what: SAVE_FILE,
  hint:
    "check that it is the file you mean; what other programs have exported is loaded " +
    "with --format csv, dotenv or bitwarden",
};

/** How the array is written. */
export const SAVED_FORM: ListForm<SavedRecord> = {
  start: "[",
  between: ", ",
  end: "]",
  format: formatRecord,
};

function formatRecord(record: SavedRecord): string {
  const info = [...record.info].map(([name, value]) =>
    `${pythonString(name)}: ${pythonString(value)}`
  );
  return `{"domain": ${pythonString(record.domain)}, ` +
    `"access": ${pythonString(record.access)}, ` +
    `"timestamp": ${orNull(record.timestamp)}, ` +
    `"uid": ${orNull(record.uid)}, "pwd": ${orNull(record.pwd)}, ` +
    `"info": {${info.join(", ")}}}`;
}

function orNull(text: string | null): string {
  return text === null ? "null" : pythonString(text);
}

/**
 * Reads the array.
 *
 * @throws {DamagedError} if it is not JSON or not of this shape; it names the record
 */
export function parseSaved(text: Source): SavedRecord[] {
  return readSaved(parseDocument(text, SAVE_DOCUMENT));
}

/**
 * As `parseSaved`, from JSON that has been read.
 *
 * @throws {DamagedError} if it is not of this shape; it names the record
 */
export function readSaved(document: Json): SavedRecord[] {
  if (!Array.isArray(document)) {
    throw new DamagedError(`${SAVE_FILE} is not a list of records`);
  }
  return document.map(readRecord);
}

function readRecord(json: Json, index: number): SavedRecord {
  const place = `record ${index + 1} of ${SAVE_FILE}`;
  if (!(json instanceof Map)) throw new DamagedError(`${place} is not a JSON object`);
  const domain = readName(json.get("domain"), `the domain of ${place}`);
  const access = readName(json.get("access"), `the access of ${place}`);
  const field = (name: string) =>
    readField(json.get(name), () => `the ${name} of ${shown([domain, access])}`);
  return {
    domain,
    access,
    timestamp: field("timestamp"),
    uid: field("uid"),
    pwd: field("pwd"),
    info: readInfo(json.get("info"), () => `the info of ${shown([domain, access])}`),
  };
}

function readName(json: Json | undefined, what: string): string {
  if (json instanceof JsonString) return json.text();
  throw new DamagedError(`${what} is missing or not a text`);
}

function readField(json: Json | undefined, what: () => string): string | null {
  const text = textOrNull(json);
  if (text !== undefined) return text;
  throw new DamagedError(`${what()} in ${SAVE_FILE} is missing or not a text`);
}

function readInfo(json: Json | undefined, what: () => string): Map<string, string> {
  const info = json === null ? new Map<string, string>() : textMap(json);
  if (info !== undefined) return info;
  throw new DamagedError(
    `${what()} in ${SAVE_FILE} is missing, or holds something that is not a text`,
  );
}
