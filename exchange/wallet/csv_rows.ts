/**
 * Comma-separated values, strictly by RFC 4180. What is taken beyond it: a line feed
 * without a carriage return, any character in a cell, and a byte-order mark.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { withoutMark } from "./document.ts";

/** One row. */
export interface CsvRow {
  /** The line of the file on which it begins, from 1. */
  line: number;
  cells: string[];
}

const PLAIN_CELL = /[^",\r\n]*/y;
const LINE_END = /\r?\n/y;

/**
 * The rows of a file, empty lines left out.
 *
 * @throws {DamagedError} at a quotation mark where none may be and at a carriage return
 * alone; it names the line, and shows nothing of it
 *
 * @example
 * ```ts
 * import { csvRows } from "./csv_rows.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...csvRows('a,"b\r\n""c"""\r\n\r\nd,\r\n')], [
 *   { line: 1, cells: ["a", 'b\r\n"c"'] },
 *   { line: 4, cells: ["d", ""] },
 * ]);
 * ```
 */
export function* csvRows(text: string): Generator<CsvRow> {
  const reader = new Reader(withoutMark(text));
  for (let row = reader.row(); row !== null; row = reader.row()) {
    const isEmpty = row.cells.length === 1 && row.cells[0] === "";
    if (!isEmpty) yield row;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next row, or `null` at the end. */
  row(): CsvRow | null {
    if (this.#at === this.#text.length) return null;
    const row: CsvRow = { line: this.#line, cells: [] };
    do row.cells.push(this.#cell()); while (this.#takeComma());
    this.#endLine();
    return row;
  }

  #cell(): string {
    if (this.#text[this.#at] === '"') return this.#quotedCell();
    PLAIN_CELL.lastIndex = this.#at;
    const [cell] = PLAIN_CELL.exec(this.#text)!;
    this.#at += cell.length;
    if (this.#text[this.#at] === '"') this.#fail("a quotation mark within a cell");
    return cell;
  }

  #quotedCell(): string {
    const parts: string[] = [];
    do parts.push(this.#quotedPart()); while (this.#text[this.#at] === '"');
    // Where one part ends and the next begins, there were two marks, which mean one.
    const cell = parts.join('"');
    this.#line += cell.split("\n").length - 1;
    return cell;
  }

  #quotedPart(): string {
    const start = this.#at + 1;
    const end = this.#text.indexOf('"', start);
    if (end === -1) this.#fail("a quotation mark that is never closed");
    this.#at = end + 1;
    return this.#text.slice(start, end);
  }

  #takeComma(): boolean {
    if (this.#text[this.#at] !== ",") return false;
    this.#at++;
    return true;
  }

  #endLine(): void {
    if (this.#at === this.#text.length) return;
    LINE_END.lastIndex = this.#at;
    const match = LINE_END.exec(this.#text);
    if (match === null) {
      this.#fail(
        this.#text[this.#at] === "\r"
          ? "a carriage return without a line feed"
          : "text after a closing quotation mark",
      );
    }
    this.#at += match[0].length;
    this.#line++;
  }

  #fail(what: string): never {
    throw new DamagedError(`line ${this.#line} of the CSV file has ${what}`);
  }
}
