/**
 * Records in an SQLite database (layout.ts): one of the Python program secret_wallet,
 * used in place, or Coffer's own.
 *
 * The journal is SQLite's rollback journal, so that a copy of the file is a backup and
 * a reader need not write. Reads happen on a connection that cannot write, until the
 * first commit opens one that can.
 *
 * @module
 */

import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
import { applyAll, checkChanges, expectAll, NOTHING } from "../changes.ts";
import { listBackups } from "../file/backup_files.ts";
import { DEFAULT_LOCK_TIMEOUT, type FileOptions } from "../file/exclusive.ts";
import { versionedHeader, versionedRecord } from "../record_version.ts";
import { backUp, creationOf, restore } from "./backup.ts";
import type { BlobRow } from "./connection.ts";
import { createDatabase, pathForNew } from "./database.ts";
import { checkTableName } from "./detect.ts";
import { Handle } from "./handle.ts";
import type { Layout } from "./layout.ts";
import { checkStorable, type RecordTable } from "./table.ts";

/** What may be said of a database. */
export interface SqliteOptions extends FileOptions {
  /** The table of secret_wallet, if it is not `access_secrets`. */
  table?: string;
  /** Opens a damaged database as well, for its backups. */
  damaged?: boolean;
}

/**
 * The database at `path` as a place for records. A database that is there is looked at,
 * to tell its kind; where there is none, reads find nothing, and the first commit makes
 * one of Coffer's own (mode 0600). The mode of a file that is there stays.
 *
 * Needs read access to the file, for commits also write access (SQLite makes its
 * journal beside it without asking Deno); for backups read and write access to the
 * folder.
 *
 * @throws {UsageError} if there can be no such table name
 * @throws {NotFoundError} if the database has no such table
 * @throws {DamagedError} if it is no database of a wallet, unless `damaged` is set
 * @throws {LockedError | PermissionError | UnavailableError}
 */
export async function sqliteRecordStore(
  path: string,
  { table, lockTimeout = DEFAULT_LOCK_TIMEOUT, damaged = false }: SqliteOptions = {},
): Promise<RecordStore> {
  if (table !== undefined) checkTableName(table);
  const handle = new Handle({ path, wanted: table ?? null, lockTimeout });
  const layout = damaged ? await handle.soundLayout() : await handle.layout();
  return new SqliteRecordStore(handle, layout ?? handle.wantedLayout());
}

class SqliteRecordStore implements RecordStore {
  readonly location: string;
  readonly features: RecordFeatures;
  readonly #handle: Handle;
  readonly #layout: Layout;

  constructor(handle: Handle, layout: Layout) {
    this.location = handle.options.path;
    this.features = layout.features;
    this.#handle = handle;
    this.#layout = layout;
  }

  async header(): Promise<Versioned<string> | null> {
    const header = await this.#read((table) => table.header());
    return header === null ? null : versionedHeader(header);
  }

  async get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    const record = await this.#read((table) => table.get(key));
    return record === null ? null : versionedRecord(record);
  }

  async *list({ domain }: { domain?: string } = {}): AsyncGenerator<
    Versioned<StoredRecord>
  > {
    let page = await this.#page([], domain);
    while (page.length > 0) {
      for (const { record } of page) yield versionedRecord(record);
      page = await this.#page(page.map(({ row }) => row), domain);
    }
  }

  scan(): AsyncGenerator<Versioned<StoredRecord>> {
    return this.list();
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    const handle = this.#handle;
    checkChanges(changes, this.features);
    checkStorable(changes, this.#layout);
    if (changes.length === 0) return handle.checkOpen();
    if (await handle.attempt("write", () => handle.table(true) === null)) {
      expectAll(changes, NOTHING, this.location);
      await this.#create();
    }
    await handle.attempt("write", () => {
      const table = handle.table(true);
      if (table === null) throw handle.changed("has been removed");
      table.connection.writing(() => {
        expectAll(changes, table, this.location);
        applyAll(changes, table);
      });
    });
  }

  // deno-lint-ignore require-await
  async backup(label: string): Promise<Backup> {
    return backUp(this.#handle, label);
  }

  async backups(): Promise<Backup[]> {
    this.#handle.checkOpen();
    return await listBackups(this.location);
  }

  // deno-lint-ignore require-await
  async restore(id: string): Promise<void> {
    return restore(this.#handle, id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#handle.close();
    return Promise.resolve();
  }

  /** What `read` makes of the records, `null` if there are none. */
  #read<T>(read: (table: RecordTable) => T): Promise<T | null> {
    return this.#handle.attempt("read", () => {
      const table = this.#handle.table(false);
      return table === null ? null : read(table);
    });
  }

  async #page(before: readonly BlobRow[], domain: string | undefined) {
    const page = await this.#read((table) =>
      table.page(before, domain).map((row) => ({ row, record: table.record(row) }))
    );
    return page ?? [];
  }

  async #create(): Promise<void> {
    const statements = creationOf(this.#handle);
    const path = await pathForNew(this.location);
    await this.#handle.attempt("create", () => createDatabase(path, statements));
  }
}
