/**
 * Records in a table, on one connection, by statements that are prepared once.
 *
 * Columns are read as bytes, so that nothing is lost on the way, and bound as
 * parameters. The names in the statements come from a layout, whose table name has been
 * found in the database.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import type { RecordChange, RecordKey, StoredRecord } from "../../core/ports.ts";
import type { RecordTarget } from "../changes.ts";
import type { BlobRow, Connection, Statement } from "./connection.ts";
import { column, HEADER_TABLE, type Layout, textOf } from "./layout.ts";

/**
 * How much is read at once: few rows at first, then as many as have about this size. More
 * would live so long that the garbage collector moves all of it.
 */
const FIRST_ROWS = 64;
const MOST_ROWS = 1024;
const PAGE_BYTES = 1 << 16;

/** The records and the header of a database. */
export class RecordTable implements RecordTarget {
  /** How it holds records. */
  readonly layout: Layout;
  /** Where it is open. */
  readonly connection: Connection;
  readonly #statements: ReturnType<typeof prepared>;

  /** Prepares all statements; a lock must be held. */
  constructor(connection: Connection, layout: Layout) {
    this.connection = connection;
    this.layout = layout;
    this.#statements = prepared(connection, layout);
  }

  /** The header, or `null`. */
  header(): string | null {
    const [bytes] = this.#statements.header?.first() ?? [];
    return bytes ? textOf(bytes) : null;
  }

  /** Sets or takes away the header. */
  setHeader(header: string | null): void {
    this.#statements.setHeader?.run(header === null ? null : column(header));
  }

  /** The record at `key`, or `null`. */
  get(key: RecordKey): StoredRecord | null {
    // Bound as it is, such a name would become another one.
    if (!isStorable(key)) return null;
    const row = this.#statements.get.first(key.domain, key.access);
    return row === null ? null : this.record(row);
  }

  /** Puts a record in place of what is at its key. */
  put(record: StoredRecord): void {
    this.putRow(rowOf(record, this.layout));
  }

  /** Removes what is at a key. */
  delete({ domain, access }: RecordKey): void {
    this.#statements.delete.run(domain, access);
  }

  /**
   * The rows of a list that follow those of the page before, in order; at its start,
   * `before` is empty, at its end, what is given back is.
   */
  page(before: readonly BlobRow[], domain?: string): BlobRow[] {
    if (domain?.isWellFormed() === false) return [];
    const { first, next, firstOf, nextOf } = this.#statements;
    const limit = limitAfter(before);
    const [last, access] = before.at(-1)?.slice(0, 2).map(textOf) ?? [];
    if (last === undefined) {
      return domain === undefined ? first.all(limit) : firstOf.all(domain, limit);
    }
    return domain === undefined
      ? next.all(last, access!, limit)
      : nextOf.all(domain, access!, limit);
  }

  /** Puts a row as it came from `rows`. */
  putRow(row: BlobRow): void {
    this.#statements.put.run(...row);
  }

  /** All rows, page by page. */
  *rows(): Generator<BlobRow> {
    for (let page = this.page([]); page.length > 0; page = this.page(page)) yield* page;
  }

  /** Removes all records and the header. */
  clear(): void {
    this.#statements.clear.run();
    this.setHeader(null);
  }

  /** The record that a row holds. */
  record(row: BlobRow): StoredRecord {
    try {
      return {
        domain: textOf(row[0]!),
        access: textOf(row[1]!),
        attributes: this.layout.attributes(row.slice(2)),
      };
    } catch (cause) {
      if (!(cause instanceof DamagedError)) throw cause;
      throw new DamagedError(
        `${this.connection.path} has a damaged record: ${cause.message}`,
        { cause, hint: "restore a backup, or remove that row" },
      );
    }
  }
}

/**
 * Checks that the columns can hold what these changes put.
 *
 * @throws {UsageError} if they cannot
 */
export function checkStorable(changes: readonly RecordChange[], layout: Layout): void {
  for (const change of changes) {
    if (change.do === "put") rowOf(change.record, layout);
    if (change.do === "header") column(change.header);
  }
}

/** What the columns hold for a record. */
function rowOf({ domain, access, attributes }: StoredRecord, layout: Layout): BlobRow {
  return [column(domain), column(access), ...layout.row(attributes)];
}

/** As many rows as may have the size of a page, going by those before. */
function limitAfter(before: readonly BlobRow[]): number {
  if (before.length === 0) return FIRST_ROWS;
  let bytes = 1;
  for (const row of before) for (const value of row) bytes += value?.length ?? 0;
  const limit = Math.floor(PAGE_BYTES * before.length / bytes);
  return Math.min(Math.max(limit, 1), MOST_ROWS);
}

function isStorable({ domain, access }: RecordKey): boolean {
  return domain.isWellFormed() && access.isWellFormed();
}

function prepared(connection: Connection, { table, columns, features }: Layout) {
  const name = identifier(table);
  const all = ["domain", "access", ...columns].map(identifier);
  const values = all.map(() => "CAST(? AS TEXT)").join(", ");
  // A name is bound as a string: with a cast, the index would serve the domain only.
  const key = "WHERE domain = ? AND access = ?";
  const updates = columns.map(identifier).map((each) => `${each} = excluded.${each}`);
  const select = `SELECT ${all.map(asBlob).join(", ")} FROM ${name}`;
  const page = "ORDER BY domain, access LIMIT ?";
  const sql = (text: string): Statement => connection.prepare(text);
  return {
    get: sql(`${select} ${key}`),
    put: sql(
      `INSERT INTO ${name} (${all.join(", ")}) VALUES (${values}) ` +
        `ON CONFLICT (domain, access) DO UPDATE SET ${updates.join(", ")}`,
    ),
    delete: sql(`DELETE FROM ${name} ${key}`),
    clear: sql(`DELETE FROM ${name}`),
    first: sql(`${select} ${page}`),
    next: sql(`${select} WHERE (domain, access) > (?, ?) ${page}`),
    firstOf: sql(`${select} WHERE domain = ? ${page}`),
    nextOf: sql(`${select} WHERE domain = ? AND access > ? ${page}`),
    ...(features.header
      ? {
        header: sql(`SELECT CAST(header AS BLOB) AS header FROM ${HEADER_TABLE}`),
        setHeader: sql(`UPDATE ${HEADER_TABLE} SET header = CAST(? AS TEXT)`),
      }
      : {}),
  };
}

/** Under another name, or `ORDER BY` would sort by the bytes instead of the index. */
function asBlob(name: string, at: number): string {
  return `CAST(${name} AS BLOB) AS column${at}`;
}

/** A name as SQL takes any name. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
