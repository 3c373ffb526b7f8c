/**
 * The two ways in which a database holds records. Which one a database has, its tables
 * tell (detect.ts).
 *
 * - **v0** is the table of the Python program secret_wallet, used as it is: columns
 *   `domain`, `access`, `uid`, `pwd`, `info` (JSON text) and `timestamp`, no header.
 *   Nothing but rows is ever changed in it.
 * - **v1** is Coffer's own: `coffer_records` with the attributes as JSON text, and
 *   `coffer_header` with one row.
 *
 * @module
 */

import { shortAscii, utf8 } from "../../core/bytes.ts";
import { DamagedError, UsageError } from "../../core/errors.ts";
import type { Attribute, RecordFeatures } from "../../core/ports.ts";
import { ALL_FEATURES, UNBOUNDED } from "../changes.ts";
import type { BlobRow } from "./connection.ts";
import { jsonText, parseAttributes, parseTexts } from "./json_text.ts";

/** The attributes of a record. */
export type Attributes = ReadonlyMap<string, Attribute>;

/** How one kind of table holds records. */
export interface Layout {
  /** What it can hold. */
  readonly features: RecordFeatures;
  /** The table's name, as it is. */
  readonly table: string;
  /** The columns beside `domain` and `access`. */
  readonly columns: readonly string[];
  /** What these columns hold for a record. Throws `UsageError` if they cannot. */
  row(attributes: Attributes): BlobRow;
  /** The attributes that these columns hold. Throws `DamagedError` if they hold none. */
  attributes(row: BlobRow): Attributes;
}

/** The columns that secret_wallet has beside the key. */
export const V0_COLUMNS = ["uid", "pwd", "info", "timestamp"] as const;

const V0_FEATURES: RecordFeatures = Object.freeze({
  atomicChanges: UNBOUNDED,
  getsTogether: 1,
  attributes: Object.freeze([...V0_COLUMNS]),
  header: false,
});

/** The layout of secret_wallet, in a table of this name. */
export function layoutV0(table: string): Layout {
  return {
    features: V0_FEATURES,
    table,
    columns: V0_COLUMNS,
    row: (attributes) => V0_COLUMNS.map((name) => columnV0(name, attributes)),
    attributes: (row) =>
      new Map(V0_COLUMNS.map((name, at) => [name, attributeV0(name, row[at]!)])),
  };
}

/** Coffer's own layout. */
export const LAYOUT_V1: Layout = {
  features: ALL_FEATURES,
  table: "coffer_records",
  columns: ["attributes"],
  row: (attributes) => [utf8(jsonText(attributes))],
  attributes: ([json]) => attributesV1(json ?? NOTHING),
};

/**
 * The attributes; where the text holds none, the text itself as one without a name. No
 * format has such a one: it tells of damage by name, and the row can be removed.
 */
function attributesV1(json: Uint8Array): Attributes {
  try {
    return parseAttributes(json);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    return new Map([["", new TextDecoder().decode(json)]]);
  }
}

/** The table with the header of layout v1. */
export const HEADER_TABLE = "coffer_header";
/** The number that stands beside the header. */
export const LAYOUT_NUMBER = 1;

/** What makes a database one of layout v1. */
export const CREATE_V1: readonly string[] = [
  `CREATE TABLE ${LAYOUT_V1.table} (
  domain TEXT NOT NULL,
  access TEXT NOT NULL,
  attributes TEXT NOT NULL,
  PRIMARY KEY (domain, access)
)`,
  `CREATE TABLE ${HEADER_TABLE} (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  layout INTEGER NOT NULL,
  header TEXT
)`,
  `INSERT INTO ${HEADER_TABLE} (only, layout) VALUES (1, ${LAYOUT_NUMBER})`,
];

function columnV0(name: string, attributes: Attributes): Uint8Array | null {
  const value = attributes.get(name);
  const fits = value === null || (name === "info") === (value instanceof Map);
  if (value === undefined || !fits) {
    throw new UsageError(`a record for this table needs ${name} as secret_wallet has it`);
  }
  if (value === null) return null;
  return value instanceof Map ? utf8(jsonText(value)) : column(value as string);
}

function attributeV0(name: string, value: Uint8Array | null): Attribute {
  if (value === null) return null;
  return name === "info" ? parseTexts(value) : textOf(value);
}

/**
 * The bytes of a text column.
 *
 * @throws {UsageError} if it holds half of a surrogate pair, which SQLite cannot store
 */
export function column(text: string): Uint8Array {
  if (text.isWellFormed()) return utf8(text);
  throw new UsageError("SQLite cannot store half of a surrogate pair", {
    hint: "take that character out",
  });
}

/**
 * The text of a column, whole: as text, Deno would end it at a zero character.
 *
 * @throws {DamagedError} if it is not UTF-8, or nothing
 */
export function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) throw new DamagedError("nothing where a text should be");
  try {
    return shortAscii(bytes) ?? STRICT_UTF8.decode(bytes);
  } catch (cause) {
    throw new DamagedError("text that is not UTF-8", { cause });
  }
}

const NOTHING = new Uint8Array();
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
