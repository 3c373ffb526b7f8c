/**
 * Backups of a database: databases beside it (../file/backup_files.ts) that hold the
 * same table with the same rows, as bytes.
 *
 * SQLite's own `VACUUM INTO` attaches a database, which Deno allows only to those who
 * may read and write everything.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import type { Backup } from "../../core/ports.ts";
import { findBackup, newBackup, type PendingBackup } from "../file/backup_files.ts";
import { exclusively } from "../file/exclusive.ts";
import type { Place } from "../file/place.ts";
import { placed, sweep, syncFolder } from "../file/replace.ts";
import { Connection } from "./connection.ts";
import { createDatabase, createFile, openTable } from "./database.ts";
import { noSuchTable } from "./detect.ts";
import type { Handle } from "./handle.ts";
import { CREATE_V1, LAYOUT_V1, textOf } from "./layout.ts";
import { RecordTable } from "./table.ts";

/** What SQLite adds to the name of a database for its rollback journal. */
const JOURNAL = "-journal";

/** Copies what a store holds aside, as it is at one moment. */
export function backUp(handle: Handle, label: string): Promise<Backup> {
  handle.checkOpen();
  return exclusively("back up", placeOf(handle), async (place, folder) => {
    const { temporary, path, backup } = await newBackup(place, label);
    await sweep(place);
    await placed(temporary, path, () =>
      handle.attempt("back up", () => {
        const table = handle.table(false);
        if (table === null) createDatabase(temporary, creationOf(handle));
        else table.connection.reading(() => writeCopy(table, temporary));
      }));
    await syncFolder(folder);
    return backup;
  });
}

/**
 * Puts back what a backup holds, in one transaction in which what is there is backed up
 * first. What is damaged is put aside as it is.
 *
 * @throws {NotFoundError} if there is no such backup
 * @throws {DamagedError} if it is damaged, or holds another kind of table
 */
export function restore(handle: Handle, id: string): Promise<void> {
  handle.checkOpen();
  return exclusively("restore", placeOf(handle), async (place, folder) => {
    const path = await findBackup(place, id);
    const before = await newBackup(place, "before restore");
    await sweep(place);
    const layout = await handle.soundLayout();
    const backup = await handle.attempt("restore", () => openBackup(path, handle));
    using _closed = backup.connection;
    if (layout !== null && backup.layout.features !== layout.features) {
      throw new DamagedError(`${path} holds another kind of table`);
    }
    const restoring = { backup, place, before };
    if (!await unlessDamaged(() => putBack(handle, restoring))) {
      await handle.attempt("restore", () => replaceDamaged(restoring));
    }
    await syncFolder(folder);
  });
}

/** What a restore works with. */
interface Restoring {
  readonly backup: RecordTable;
  readonly place: Place;
  readonly before: PendingBackup;
}

function openBackup(path: string, { options }: Handle): RecordTable {
  const backup = openTable(path, { ...options, writable: false });
  if (backup === null) throw new DamagedError(`${path} holds no table`);
  try {
    checkIntegrity(backup);
    return backup;
  } catch (error) {
    backup.connection[Symbol.dispose]();
    throw error;
  }
}

/** Whether `work` came to its end; not if it met damage. */
async function unlessDamaged(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DamagedError) return false;
    throw error;
  }
}

async function putBack(handle: Handle, { backup, place, before }: Restoring) {
  await handle.attempt("restore", () => {
    if (handle.table(true) === null) createDatabase(place.path, creationLike(backup));
    const table = handle.table(true);
    if (table === null) throw handle.changed("has been removed");
    table.connection.writing(() => {
      placedAtOnce(before, () => writeCopy(table, before.temporary));
      table.clear();
      copyRecords(backup, table);
    });
  });
}

/** As `placed`, without a pause. */
function placedAtOnce({ temporary, path }: PendingBackup, make: () => void): void {
  make();
  try {
    Deno.renameSync(temporary, path);
  } catch (error) {
    Deno.removeSync(temporary);
    throw error;
  }
}

/** Puts a copy of the backup in place of a file that SQLite cannot read. */
function replaceDamaged({ backup, place, before }: Restoring): void {
  backup.connection.reading(() => writeCopy(backup, before.temporary));
  // First: it must not be taken for the journal of the new one.
  if (isThere(place.path + JOURNAL)) {
    Deno.renameSync(place.path + JOURNAL, before.path + JOURNAL);
  }
  Deno.renameSync(place.path, before.path);
  Deno.renameSync(before.temporary, place.path);
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The statements that make an empty database for a store.
 *
 * @throws {NotFoundError} if the store is of a v0 table: only secret_wallet makes those
 */
export function creationOf({ options: { path, wanted } }: Handle): readonly string[] {
  if (wanted !== null) throw noSuchTable(path, wanted);
  return CREATE_V1;
}

/** The statements that make a database like that of `table`, without records. */
function creationLike({ connection, layout }: RecordTable): readonly string[] {
  if (layout === LAYOUT_V1) return CREATE_V1;
  const [sql] = connection.prepare(
    "SELECT CAST(sql AS BLOB) AS sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
  ).first(layout.table)!;
  return [textOf(sql!)];
}

/**
 * Writes a new database that holds what `table` holds. If it fails, there is none. A
 * transaction must be open on the connection of `table`.
 */
function writeCopy(table: RecordTable, path: string): void {
  createFile(path);
  try {
    using copy = new Connection(path, { writable: true });
    // Nobody knows of the file before it is whole.
    copy.prepare("PRAGMA journal_mode = MEMORY").first();
    copy.reading(() => {});
    copy.writing(() => {
      for (const sql of creationLike(table)) copy.run(sql);
      copyRecords(table, new RecordTable(copy, table.layout));
    });
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}

/** Both have the same layout, and a transaction must be open on both. */
function copyRecords(from: RecordTable, to: RecordTable): void {
  to.setHeader(from.header());
  for (const row of from.rows()) to.putRow(row);
}

/** Has SQLite check a database as a whole. */
function checkIntegrity({ connection }: RecordTable): void {
  const [found] = connection.prepare(
    "SELECT CAST(integrity_check AS BLOB) AS found FROM pragma_integrity_check",
  ).first() ?? [];
  if (found && textOf(found) === "ok") return;
  throw new DamagedError(`${connection.path} is damaged`);
}

function placeOf({ options: { path: location, lockTimeout } }: Handle) {
  return { location, lockTimeout };
}
