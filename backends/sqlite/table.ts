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

/** How much of a list is read at once: rows, and bytes if these are large. */
const PAGE_ROWS = 256;
const PAGE_BYTES = 1 << 20;

/** From where on a list goes, and of what. */
export interface PageStart {
  /** The last record of the page before, or `null` at the start. */
  after: RecordKey | null;
  /** The only domain, if not all. */
  domain?: string | undefined;
}

/** The records and the header of a database. */
export class RecordTable implements RecordTarget {
  readonly layout: Layout;
  readonly connection: Connection;
  readonly #statements: ReturnType<typeof prepared>;

  /** Prepares all statements; a lock must be held. */
  constructor(connection: Connection, layout: Layout) {
    this.connection = connection;
    this.layout = layout;
    this.#statements = prepared(connection, layout);
  }

  header(): string | null {
    const [bytes] = this.#statements.header?.first() ?? [];
    return bytes ? textOf(bytes) : null;
  }

  setHeader(header: string | null): void {
    this.#statements.setHeader?.run(header === null ? null : column(header));
  }

  get(key: RecordKey): StoredRecord | null {
    // Bound as it is, such a name would become another one.
    if (!isStorable(key)) return null;
    const row = this.#statements.get.first(key.domain, key.access);
    return row === null ? null : this.#record(row);
  }

  put(record: StoredRecord): void {
    this.putRow(rowOf(record, this.layout));
  }

  delete({ domain, access }: RecordKey): void {
    this.#statements.delete.run(domain, access);
  }

  /** The next records of a list, in order; none at its end. */
  page({ after, domain }: PageStart): StoredRecord[] {
    if (domain?.isWellFormed() === false) return [];
    const page: StoredRecord[] = [];
    let bytes = 0;
    for (const row of this.#rowsFrom(after, domain)) {
      page.push(this.#record(row));
      for (const value of row) bytes += value?.length ?? 0;
      if (bytes >= PAGE_BYTES) break;
    }
    return page;
  }

  /** Puts a row as it came from `rows`. */
  putRow(row: BlobRow): void {
    this.#statements.put.run(...row);
  }

  /** All rows; nothing else may use the connection until they end. */
  rows(): Generator<BlobRow> {
    return this.#statements.all.rows();
  }

  /** Removes all records and the header. */
  clear(): void {
    this.#statements.clear.run();
    this.setHeader(null);
  }

  #rowsFrom(after: RecordKey | null, domain: string | undefined): Generator<BlobRow> {
    const { first, next, firstOf, nextOf } = this.#statements;
    if (domain === undefined) {
      return after === null ? first.rows() : next.rows(after.domain, after.access);
    }
    return after === null ? firstOf.rows(domain) : nextOf.rows(domain, after.access);
  }

  #record([domain, access, ...row]: BlobRow): StoredRecord {
    try {
      return {
        domain: textOf(domain!),
        access: textOf(access!),
        attributes: this.layout.attributes(row),
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

function isStorable({ domain, access }: RecordKey): boolean {
  return domain.isWellFormed() && access.isWellFormed();
}

function prepared(connection: Connection, { table, columns, features }: Layout) {
  const name = identifier(table);
  const all = ["domain", "access", ...columns].map(identifier);
  const values = all.map(() => "CAST(? AS TEXT)").join(", ");
  const updates = columns.map(identifier).map((each) => `${each} = excluded.${each}`);
  const select = `SELECT ${all.map(asBlob).join(", ")} FROM ${name}`;
  const page = `ORDER BY domain, access LIMIT ${PAGE_ROWS}`;
  const sql = (text: string): Statement => connection.prepare(text);
  return {
    get: sql(`${select} WHERE domain = ? AND access = ?`),
    put: sql(
      `INSERT INTO ${name} (${all.join(", ")}) VALUES (${values}) ` +
        `ON CONFLICT (domain, access) DO UPDATE SET ${updates.join(", ")}`,
    ),
    delete: sql(`DELETE FROM ${name} WHERE domain = ? AND access = ?`),
    all: sql(`${select} ORDER BY domain, access`),
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
