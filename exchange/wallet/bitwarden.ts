/**
 * Records from Bitwarden's JSON export without encryption (its clients'
 * `libs/common/src/models/export`; Vaultwarden's is the same).
 *
 * - The domain is the folder, else the first collection, else `bitwarden`. The access is
 *   the item's name; items of the same names are told apart by a number.
 * - A login's user name and password are uid and pwd. Info entries are its addresses
 *   (`url`, `url (2)`), `totp`, the item's `notes`, and the custom fields.
 * - Of cards, identities, SSH keys and other things with parts, each part is an info
 *   entry under Bitwarden's name for it (`number`, `firstName`, `privateKey`).
 * - What is empty there is nothing here, but for custom fields. Favourites, times and
 *   other properties of items are not kept.
 *
 * @module
 */

import { DamagedError, UsageError } from "../../core/errors.ts";
import { type Json, type JsonObject, JsonString } from "../../core/json.ts";
import { shown } from "../shown.ts";
import { readItem } from "./bitwarden_item.ts";
import { parseDocument, textOrNull } from "./document.ts";
import { type Imported, tellRecordsApart } from "./imported.ts";

/** How an export is read. */
export interface BitwardenOptions {
  /** The domain of items without a folder (default: `bitwarden`). */
  domain?: string;
}

const EXPORT = "the Bitwarden export";
const HOW_TO_EXPORT =
  "export from Bitwarden as .json; what `save` wrote is loaded without --format";

/**
 * Reads an export. Skipped are items in the trash and of unknown kinds, and of others the
 * parts that a record cannot hold: passkeys, earlier passwords, fields that only point at
 * another one.
 *
 * @throws {UsageError} if it is encrypted
 * @throws {DamagedError} if it is no such export; it names the item
 */
export function parseBitwarden(
  text: string,
  { domain: other = "bitwarden" }: BitwardenOptions = {},
): Imported {
  const document = readExport(text);
  const domains = readNames(document, "folders");
  for (const [id, name] of readNames(document, "collections")) domains.set(id, name);
  const imported: Imported = { records: [], skipped: [] };
  readObjects(document, "items").forEach((item, index) => {
    const { name, record, leftOut } = readItem(item, index + 1);
    const domain = domainOf(item, domains) ?? other;
    const what = shown([domain, name]);
    for (const { part, reason } of leftOut) {
      imported.skipped.push({
        what: part === null ? what : `${part} of ${what}`,
        reason,
      });
    }
    if (record !== null) imported.records.push({ domain, access: name, ...record });
  });
  return { ...imported, records: tellRecordsApart(imported.records) };
}

function readExport(text: string): JsonObject {
  const document = parseDocument(text, { what: EXPORT, hint: HOW_TO_EXPORT });
  if (!(document instanceof Map)) throw notAnExport();
  if (document.get("encrypted") === true) {
    throw new UsageError(`${EXPORT} is encrypted`, {
      hint:
        "export it again as .json, which Bitwarden does not encrypt, and delete that " +
        "file when it has been loaded",
    });
  }
  if (!document.has("items")) throw notAnExport();
  return document;
}

function notAnExport(): DamagedError {
  return new DamagedError(`${EXPORT} has no list of items`, {
    hint: HOW_TO_EXPORT,
  });
}

/** The names of folders or collections by their ids. */
function readNames(document: JsonObject, member: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of readObjects(document, member)) {
    const [id, name] = [textOrNull(entry.get("id")), textOrNull(entry.get("name"))];
    if (id && name) names.set(id, name);
  }
  return names;
}

/** A list of objects; one that is not there is empty. */
function readObjects(document: JsonObject, member: string): JsonObject[] {
  const list = document.get(member) ?? [];
  if (Array.isArray(list) && list.every((entry) => entry instanceof Map)) return list;
  throw new DamagedError(`the ${member} of ${EXPORT} are not a list of objects`);
}

/** The name of the item's folder, else of its first collection. */
function domainOf(item: JsonObject, names: Map<string, string>): string | undefined {
  const collections: Json = item.get("collectionIds") ?? [];
  const ids = [item.get("folderId"), ...(Array.isArray(collections) ? collections : [])];
  for (const id of ids) {
    const name = id instanceof JsonString ? names.get(id.text()) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}
