/**
 * What a plug-in's answers must be. Each function gives a fresh value of the port's type
 * and throws `DamagedError` for anything else.
 *
 * @module
 */

import type {
  Attribute,
  Backup,
  RecordFeatures,
  RecordKey,
  StoredRecord,
  Version,
  Versioned,
} from "../../core/ports.ts";
import {
  MAX_ATTRIBUTES,
  MAX_BACKUPS,
  MAX_ENTRIES,
  MAX_TEXT,
  MAX_TOKEN,
  PAGE_RECORDS,
  PROTOCOL,
} from "./protocol.ts";
import { fieldsOf, flagOf, listOf, malformed, mapOf, textOf } from "./shapes.ts";

type StoredVersion = Versioned<StoredRecord>;

/** UTC, ISO 8601, with any number of decimals. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** The answer to `open`: what the store can do. */
export function readOpened(answer: unknown): RecordFeatures {
  const opened = fieldsOf(answer, "it");
  if (opened.get("protocol") !== PROTOCOL) throw malformed("another protocol");
  const features = fieldsOf(opened.get("features"), "features");
  return Object.freeze({
    atomicChanges: countOf(features.get("atomicChanges"), "atomicChanges"),
    getsTogether: countOf(features.get("getsTogether") ?? 1, "getsTogether"),
    attributes: namesOf(features.get("attributes")),
    header: flagOf(features.get("header"), "features.header"),
  });
}

function countOf(value: unknown, feature: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw malformed(`features.${feature} is no whole number from 1`);
}

function namesOf(value: unknown): readonly string[] | null {
  if (value === null) return null;
  const names = listOf(value, "features.attributes", MAX_ATTRIBUTES);
  return Object.freeze(
    Array.from(names, (name) => textOf(name, "the name of an attribute", MAX_TEXT)),
  );
}

/** The answer to `header`. */
export function readHeader(answer: unknown): Versioned<string> | null {
  if (answer === null) return null;
  const fields = fieldsOf(answer, "the header");
  return {
    value: textOf(fields.get("value"), "the header", MAX_TEXT),
    version: versionOf(fields.get("version")),
  };
}

/** The answer to `get`: a record under the key that was asked for. */
export function readRecord(answer: unknown, key: RecordKey): StoredVersion | null {
  if (answer === null) return null;
  const record = recordOf(answer);
  const { domain, access } = record.value;
  if (domain === key.domain && access === key.access) return record;
  throw malformed("another record than the one that was asked for");
}

/** The answer to `list`, `scan` and `more`. */
export function readPage(
  answer: unknown,
): { items: StoredVersion[]; done: boolean } {
  const page = fieldsOf(answer, "the page");
  const items = listOf(page.get("items"), "the page", PAGE_RECORDS);
  const done = flagOf(page.get("done"), "done");
  // It could go on like that for ever.
  if (items.length === 0 && !done) throw malformed("an empty page that is not the last");
  return { items: Array.from(items, recordOf), done };
}

/** The answer to `backup`: one with the label that was asked for. */
export function readBackup(answer: unknown, label: string): Backup {
  const backup = backupOf(answer);
  if (backup.label === label) return backup;
  throw malformed("a backup with another label");
}

/** The answer to `backups`. */
export function readBackups(answer: unknown): Backup[] {
  return Array.from(listOf(answer, "the list of backups", MAX_BACKUPS), backupOf);
}

/** The answer to what has none. */
export function readNothing(answer: unknown): void {
  if (answer !== undefined) throw malformed("something where nothing is expected");
}

function recordOf(value: unknown): StoredVersion {
  const fields = fieldsOf(value, "a record");
  const record = fieldsOf(fields.get("value"), "a record");
  return {
    value: {
      domain: textOf(record.get("domain"), "a domain", MAX_TEXT),
      access: textOf(record.get("access"), "an access", MAX_TEXT),
      attributes: attributesOf(record.get("attributes")),
    },
    version: versionOf(fields.get("version")),
  };
}

function attributesOf(value: unknown): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const [name, attribute] of mapOf(value, "a record's attributes", MAX_ATTRIBUTES)) {
    const text = textOf(name, "the name of an attribute", MAX_TEXT);
    attributes.set(text, attributeOf(attribute));
  }
  return attributes;
}

function attributeOf(value: unknown): Attribute {
  if (value === null) return null;
  if (typeof value === "string") return textOf(value, "an attribute", MAX_TEXT);
  const entries = new Map<string, string>();
  for (const [name, text] of mapOf(value, "an attribute", MAX_ENTRIES)) {
    entries.set(
      textOf(name, "the name of an entry", MAX_TEXT),
      textOf(text, "an entry", MAX_TEXT),
    );
  }
  return entries;
}

function backupOf(value: unknown): Backup {
  const fields = fieldsOf(value, "a backup");
  const made = textOf(fields.get("made"), "a backup's time", MAX_TOKEN);
  if (!MOMENT.test(made)) throw malformed("a backup's time is not UTC in ISO 8601");
  return {
    id: textOf(fields.get("id"), "a backup's id", MAX_TOKEN),
    label: textOf(fields.get("label"), "a backup's label", MAX_TEXT),
    made,
  };
}

function versionOf(value: unknown): Version {
  const version = textOf(value, "a version", MAX_TOKEN);
  // A writer that names it would say that nothing is there.
  if (version === "" || version === "absent") throw malformed("no possible version");
  return version as Version;
}
