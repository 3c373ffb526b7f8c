/**
 * An encrypted wallet of format v1 as a file: everything that its store holds, ciphertext
 * just as it is, so that no key is needed.
 *
 * ASCII JSON, with these members:
 *
 * - `coffer`: the number 1, the version of this form;
 * - `format`: the string `wallet-v1-save`;
 * - `header`: a string, the header's text (docs/format_v1.md, section 7);
 * - `records`: a list of objects, in the order of the store, no two with the same names:
 *   - `domain`, `access`: strings, the names under which the store has it;
 *   - `attributes`: an object; each value is a string, null, or an object of strings
 *     (docs/format_v1.md, section 9.2), in the order of the store.
 *
 * Written without blanks, in this order, each record on a line of its own, with a line
 * feed at the end; everything outside 0x20 to 0x7e is escaped (`\u00e9`). A reader takes
 * any order and any white space, and refuses other members, missing or repeated ones, and
 * other types. It does not look into the header, nor into what attributes mean.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { type Json, type JsonObject, JsonString } from "../../core/json.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import { pythonString } from "../../core/stash/key.ts";
import { shown } from "../shown.ts";
import { isNumber, parseDocument, type Source, textMap, textOrNull } from "./document.ts";
import { type ListForm, textPieces, wholeText } from "./list_text.ts";
import { SAVE_DOCUMENT, SAVE_FILE } from "./saved.ts";

/** What an encrypted v1 wallet consists of. */
export interface SealedWallet {
  /** The header's text. */
  header: string;
  /** In the order of the store; no two have the same key. */
  records: StoredRecord[];
}

/** What `format` says. */
export const SEALED_V1 = "wallet-v1-save";
/** The hint for a form of another version. */
export const NEWER = "a newer Coffer may know it";
/** What `coffer` says. */
const VERSION = "1";
const MEMBERS = ["coffer", "format", "header", "records"];

/** Writes a wallet; `records` are what the store holds under that very header. */
export function formatSealedV1(header: string, records: Iterable<StoredRecord>): string {
  return wholeText(formUnder(header), records);
}

/** The same in pieces. */
export function sealedV1Pieces(
  header: string,
  records: AsyncIterable<StoredRecord>,
): AsyncIterable<Uint8Array> {
  return textPieces(formUnder(header), records);
}

function formUnder(header: string): ListForm<StoredRecord> {
  return {
    start: `{"coffer":${VERSION},"format":"${SEALED_V1}",` +
      `"header":${pythonString(header)},"records":[`,
    between: ",",
    end: "\n]}\n",
    format: (record) => `\n${formatRecord(record)}`,
  };
}

function formatRecord({ domain, access, attributes }: StoredRecord): string {
  return `{"domain":${pythonString(domain)},"access":${pythonString(access)},` +
    `"attributes":${formatMap(attributes, formatAttribute)}}`;
}

function formatAttribute(attribute: Attribute): string {
  if (attribute === null) return "null";
  if (typeof attribute === "string") return pythonString(attribute);
  return formatMap(attribute, pythonString);
}

function formatMap<T>(map: ReadonlyMap<string, T>, format: (value: T) => string): string {
  const entries = [...map].map(([name, value]) =>
    `${pythonString(name)}:${format(value)}`
  );
  return `{${entries.join(",")}}`;
}

/**
 * Reads what `formatSealedV1` wrote.
 *
 * @throws {DamagedError} if it is anything else; it names the record
 */
export function parseSealedV1(text: Source): SealedWallet {
  const document = parseDocument(text, { ...SAVE_DOCUMENT, uniqueNames: true });
  checkVersion(document);
  const members = readObject(document, SAVE_FILE, MEMBERS);
  const records = members.get("records")!;
  if (!Array.isArray(records)) throw misshapen(`the records of ${SAVE_FILE}`);
  return {
    header: readText(members.get("header")!, `the header of ${SAVE_FILE}`),
    records: readRecords(records),
  };
}

function checkVersion(document: Json): void {
  if (
    document instanceof Map && isNumber(document.get("coffer"), VERSION) &&
    textOrNull(document.get("format")) === SEALED_V1
  ) return;
  throw new DamagedError(`${SAVE_FILE} is of no kind that is known here`, {
    hint: NEWER,
  });
}

function readRecords(list: Json[]): StoredRecord[] {
  const seen = new Set<string>();
  return list.map((json, index) => {
    const record = readRecord(json, `record ${index + 1} of ${SAVE_FILE}`);
    const name = JSON.stringify([record.domain, record.access]);
    if (seen.has(name)) {
      const twice = shown([record.domain, record.access]);
      throw new DamagedError(`${SAVE_FILE} has two records under ${twice}`);
    }
    seen.add(name);
    return record;
  });
}

function readRecord(json: Json, what: string): StoredRecord {
  const members = readObject(json, what, ["domain", "access", "attributes"]);
  const attributes = members.get("attributes")!;
  if (!(attributes instanceof Map)) throw misshapen(`the attributes of ${what}`);
  return {
    domain: readText(members.get("domain")!, `the domain of ${what}`),
    access: readText(members.get("access")!, `the access of ${what}`),
    attributes: new Map(
      [...attributes].map(([name, value]) => [name, readAttribute(value, what)]),
    ),
  };
}

function readAttribute(json: Json, what: string): Attribute {
  const attribute = textOrNull(json) ?? (json === null ? null : textMap(json));
  if (attribute === undefined) throw misshapen(`an attribute of ${what}`);
  return attribute;
}

/** An object with just these members. */
function readObject(json: Json, what: string, names: readonly string[]): JsonObject {
  const fits = json instanceof Map && json.size === names.length &&
    names.every((name) => json.has(name));
  if (!fits) throw misshapen(what);
  return json;
}

function readText(json: Json, what: string): string {
  if (json instanceof JsonString) return json.text();
  throw misshapen(what);
}

function misshapen(what: string): DamagedError {
  return new DamagedError(`${what} does not have the structure that it should`);
}
