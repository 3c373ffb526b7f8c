/**
 * Which layout a database has, told by its tables.
 *
 * @module
 */

import { DamagedError, NotFoundError, UsageError } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import {
  HEADER_TABLE,
  type Layout,
  LAYOUT_NUMBER,
  LAYOUT_V1,
  layoutV0,
  textOf,
  V0_COLUMNS,
} from "./layout.ts";

/** The table of secret_wallet unless it was told another. */
export const DEFAULT_TABLE = "access_secrets";
/** The names that secret_wallet's other store, DynamoDB, takes for a table. */
const TABLE_NAME = /^[a-zA-Z0-9_.-]{1,255}$/;

/**
 * Checks a table name that somebody has asked for.
 *
 * @throws {UsageError} if no table of a wallet has such a name
 */
export function checkTableName(name: string): void {
  if (TABLE_NAME.test(name)) return;
  throw new UsageError("this cannot be the name of a wallet's table", {
    hint: "use letters, digits, _, . and -, up to 255 of them",
  });
}

/**
 * The layout of an open database, `null` if it is empty; a lock must be held. `wanted`
 * names the table of a v0 wallet; without it, v0 is looked for first.
 *
 * @throws {NotFoundError} if the wanted table is not there
 * @throws {DamagedError} if the database is another program's, or not whole
 */
export function detectLayout(
  connection: Connection,
  wanted: string | null,
): Layout | null {
  checkEncoding(connection);
  const tables = tablesOf(connection);
  if (tables.length === 0) return null;
  const table = find(tables, wanted ?? DEFAULT_TABLE);
  if (table !== undefined) {
    checkColumns(connection, table, V0_COLUMNS);
    return layoutV0(table);
  }
  if (wanted !== null) throw noSuchTable(connection.path, wanted);
  if (!tables.includes(LAYOUT_V1.table) || !tables.includes(HEADER_TABLE)) {
    throw new DamagedError(`${connection.path} has no table of a wallet`, {
      hint: `another program made it, or the wallet's table is not ${DEFAULT_TABLE}; ` +
        "name it with ?table=NAME",
    });
  }
  checkColumns(connection, LAYOUT_V1.table, LAYOUT_V1.columns);
  checkLayoutNumber(connection);
  return LAYOUT_V1;
}

/** The error where a table was named that is not there. */
export function noSuchTable(path: string, table: string): NotFoundError {
  return new NotFoundError(`there is no table ${table} in ${path}`, {
    hint: "check the name after ?table=, or leave it out",
  });
}

function tablesOf(connection: Connection): string[] {
  const tables = connection.prepare(
    "SELECT CAST(name AS BLOB) AS name FROM sqlite_schema " +
      "WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  return tables.all().map(([name]) => textOf(name!));
}

/** SQLite's names are the same in either case, for the letters of ASCII. */
function find(tables: string[], wanted: string): string | undefined {
  return tables.find((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** As bytes, which is how text is read, UTF-16 would not be understood. */
function checkEncoding(connection: Connection): void {
  const [encoding] = connection.prepare(
    "SELECT CAST(encoding AS BLOB) AS encoding FROM pragma_encoding",
  ).first()!;
  if (textOf(encoding!) === "UTF-8") return;
  throw new DamagedError(`${connection.path} holds its text in another way than UTF-8`);
}

function checkColumns(
  connection: Connection,
  table: string,
  others: readonly string[],
): void {
  const found = connection.prepare(
    "SELECT CAST(name AS BLOB) AS name, CAST(pk > 0 AS BLOB) AS key " +
      "FROM pragma_table_info(?)",
  ).all(table);
  const columns = found.map(([name, key]) => `${textOf(key!)} ${textOf(name!)}`);
  const expected = ["1 domain", "1 access", ...others.map((name) => `0 ${name}`)];
  if (columns.toSorted().join() === expected.toSorted().join()) return;
  throw new DamagedError(
    `the table ${table} of ${connection.path} does not have the columns of a wallet`,
    { hint: "name the right one with ?table=NAME" },
  );
}

function checkLayoutNumber(connection: Connection): void {
  const [number] = connection.prepare(
    `SELECT CAST(layout AS BLOB) AS layout FROM ${HEADER_TABLE}`,
  ).first() ?? [];
  const layout = number ? textOf(number) : "none";
  if (layout === String(LAYOUT_NUMBER)) return;
  throw new DamagedError(
    `${connection.path} has layout ${layout}, not ${LAYOUT_NUMBER}`,
    { hint: "a newer Coffer may know it" },
  );
}
