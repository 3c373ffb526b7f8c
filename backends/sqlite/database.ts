/**
 * Opens and makes databases that hold records.
 *
 * @module
 */

import { DamagedError, UnavailableError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { realPlace } from "../file/place.ts";
import { OWNER_ONLY, refuseHardLinks } from "../file/replace.ts";
import { Connection } from "./connection.ts";
import { detectLayout } from "./detect.ts";
import { RecordTable } from "./table.ts";

const SMALLEST_PAGE = 512;

/** What is to be opened, and what for. */
export interface OpenTableOptions {
  /** The name of a v0 table, if one was asked for. */
  wanted: string | null;
  /** Whether it is to be written. */
  writable: boolean;
}

/**
 * Opens the records of a database file; `null` if there is no file, or nothing in it.
 * The receiver closes the connection of what it gets.
 *
 * @throws {RefusedError} if it is to be written and has more than one name
 * @throws as `detectLayout`, and SQLite's own errors
 */
export function openTable(
  path: string,
  { wanted, writable }: OpenTableOptions,
): RecordTable | null {
  if (!isThere(path, writable)) return null;
  const connection = new Connection(path, { writable });
  let table: RecordTable | null = null;
  try {
    return table = connection.reading(() => {
      const layout = detectLayout(connection, wanted);
      return layout === null ? null : new RecordTable(connection, layout);
    });
  } finally {
    if (table === null) connection[Symbol.dispose]();
  }
}

/** Where a new file for `path` belongs: behind a link, if there is one to nothing yet. */
export async function pathForNew(path: string): Promise<string> {
  try {
    const { isSymlink } = await Deno.lstat(path);
    return isSymlink ? (await realPlace(path)).path : path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw fromOsError(error, `cannot create ${path}`);
  }
}

/**
 * Makes a database by these statements, unless somebody else has made one meanwhile. A
 * new file gets mode 0600. `path` is no symbolic link.
 */
export function createDatabase(path: string, statements: readonly string[]): void {
  createFile(path);
  using connection = new Connection(path, { writable: true });
  connection.reading(() => detectLayout(connection, null));
  connection.writing(() => {
    if (detectLayout(connection, null) !== null) return;
    for (const sql of statements) connection.run(sql);
  });
}

/** Under another name of the file, nobody would find SQLite's journal. */
function isThere(path: string, writable: boolean): boolean {
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) throw new UnavailableError(`${path} is no file`);
    checkSize(path, info.size);
    if (writable) refuseHardLinks(path, info);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** SQLite takes a file that is too small to be a database for an empty one. */
function checkSize(path: string, size: number): void {
  if (size === 0 || size >= SMALLEST_PAGE) return;
  throw new DamagedError(`${path} is no SQLite database`, {
    hint: "check the path, or move the file away",
  });
}

/** Makes an empty file of mode 0600, which is an empty database; or leaves what is there. */
export function createFile(path: string): void {
  try {
    const created = { createNew: true, write: true, mode: OWNER_ONLY };
    Deno.openSync(path, created).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw error;
  }
  try {
    const { mode } = Deno.statSync(path);
    // A umask may have taken away more than it should.
    if (mode !== null && (mode & OWNER_ONLY) !== OWNER_ONLY) {
      Deno.chmodSync(path, OWNER_ONLY);
    }
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}
