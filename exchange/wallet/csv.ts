/**
 * Records from comma-separated values.
 *
 * The first row names the columns, in any order and case: `domain`, `access`, `uid` (or
 * `username`, `login`) and `pwd` (or `password`); every other column is an info entry of
 * that name. An empty cell is nothing: no uid, no pwd, no info entry.
 *
 * A file with a column `url` but neither `domain` nor `access` is a browser's export
 * (Chrome, Edge, Firefox, Safari; many password managers write the like): the domain is
 * the host of the URL without `www.`, the access is the `name` or `title`, else `login`.
 * User names stay out of names, which wallets in secret_wallet's format do not encrypt,
 * unless they are asked for. The URL and all other columns become info entries, but not
 * Firefox's `guid` and times.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { formatKey } from "../../core/stash/key.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { shown } from "../shown.ts";
import { type Columns, readColumns, type Role } from "./csv_columns.ts";
import { type CsvRow, csvRows } from "./csv_rows.ts";
import { type Imported, tellRecordsApart } from "./imported.ts";

/** How a CSV file is read. */
export interface CsvOptions {
  /** The domain of rows that name none. */
  domain?: string;
  /** Takes the user name as access, where a browser's export has one. */
  userAsAccess?: boolean;
}

const ACCESS_OF_LOGIN = "login";
const WORLD_WIDE_WEB = /^www\.(?=.*\.)/;

/** A row, and what is asked of it. */
interface Cells {
  line: number;
  get(role: Role): string | null;
  info: Map<string, string>;
}

/**
 * Reads a CSV file. Rows without a domain or an access, and rows with the names of one
 * above, are skipped; in a browser's export, the same names are told apart by a number.
 *
 * @throws {DamagedError} if it is no CSV, or a row has more or fewer cells than the
 * first; it names the line, and shows nothing of it
 * @throws {UsageError} if the columns do not tell domain and access, or two mean the same
 *
 * @example
 * ```ts
 * import { parseCsv } from "./csv.ts";
 * import assert from "node:assert/strict";
 *
 * const { records } = parseCsv('domain,access,pwd,PIN\r\nbank,giro,"x,y",0042\r\n');
 * assert.equal(records[0]?.pwd, "x,y");
 * assert.equal(records[0]?.info.get("PIN"), "0042");
 * ```
 */
export function parseCsv(text: string, options: CsvOptions = {}): Imported {
  const rows = csvRows(text);
  const header = rows.next();
  if (header.done) throw new DamagedError("the CSV file is empty");
  const columns = readColumns(header.value.cells, options.domain !== undefined);
  const cells = Array.from(rows, (row) => readRow(row, columns));
  return columns.fromBrowser ? fromBrowser(cells, options) : fromTable(cells, options);
}

function readRow(row: CsvRow, columns: Columns): Cells {
  checkRow(row, columns);
  const { line, cells } = row;
  const { roles, info } = columns;
  const entries = info.map(([name, index]) => [name, cells[index]!] as const);
  return {
    line,
    get(role) {
      const index = roles.get(role);
      return index === undefined ? null : cells[index]! || null;
    },
    info: new Map(entries.filter(([, value]) => value !== "")),
  };
}

function checkRow({ line, cells }: CsvRow, { count, nameless }: Columns): void {
  if (cells.length !== count) {
    throw new DamagedError(
      `line ${line} of the CSV file has ${cells.length} cells, the first has ${count}`,
      { hint: "a cell with a comma, a quotation mark or a line end must be in quotes" },
    );
  }
  const lost = nameless.find((index) => cells[index] !== "");
  if (lost === undefined) return;
  throw new DamagedError(
    `line ${line} of the CSV file has a value in column ${lost + 1}, which has no name`,
    { hint: "name the column in the first line" },
  );
}

function fromTable(rows: readonly Cells[], { domain: other }: CsvOptions): Imported {
  const imported: Imported = { records: [], skipped: [] };
  const lines = new Map<string, number>();
  for (const row of rows) {
    const domain = row.get("domain") ?? other ?? null;
    const access = row.get("access");
    if (domain === null || access === null) {
      const missing = domain === null ? "domain" : "access";
      imported.skipped.push({ what: `line ${row.line}`, reason: `it has no ${missing}` });
      continue;
    }
    const name = formatKey([domain, access]);
    const earlier = lines.get(name);
    if (earlier !== undefined) {
      const what = `line ${row.line} (${shown([domain, access])})`;
      imported.skipped.push({ what, reason: `line ${earlier} has the same names` });
      continue;
    }
    lines.set(name, row.line);
    imported.records.push(recordOf(row, domain, access));
  }
  return imported;
}

function fromBrowser(rows: readonly Cells[], options: CsvOptions): Imported {
  const imported: Imported = { records: [], skipped: [] };
  for (const row of rows) {
    const url = row.get("url");
    const domain = url === null ? options.domain : hostOf(url);
    if (domain === undefined) {
      imported.skipped.push({ what: `line ${row.line}`, reason: "it has no URL" });
      continue;
    }
    const user = options.userAsAccess ? row.get("uid") : null;
    const title = row.get("title");
    const record = recordOf(row, domain, user ?? title ?? ACCESS_OF_LOGIN);
    const extra = new Map<string, string>();
    if (url !== null) extra.set("url", url);
    if (user !== null && title !== null) extra.set("title", title);
    record.info = new Map([...extra, ...record.info]);
    imported.records.push(record);
  }
  return { ...imported, records: tellRecordsApart(imported.records) };
}

function recordOf({ get, info }: Cells, domain: string, access: string): WalletRecord {
  return { domain, access, uid: get("uid"), pwd: get("pwd"), info };
}

/** The host of a URL, with a port that is not the usual one; else the text itself. */
function hostOf(url: string): string {
  const host = URL.parse(url)?.host ?? "";
  return host === "" ? url : host.replace(WORLD_WIDE_WEB, "");
}
