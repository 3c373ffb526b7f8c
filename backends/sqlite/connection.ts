/**
 * One connection to a database file.
 *
 * Everything on it happens at once, without an `await` in between: no transaction is
 * ever open while other code of this thread runs, which could otherwise wait for it in
 * vain. The schema is first read under a lock (`reading`): after that, to prepare a
 * statement needs none, which is well, since Deno 2.4 gives no result code where that
 * fails.
 *
 * @module
 */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { DamagedError, UnavailableError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { refuseSpecial } from "../file/special.ts";

/** How long SQLite itself waits for a lock, in milliseconds, before we do. */
const BUSY_TIMEOUT = 50;
/** What SQLite keeps beside a database for a while. */
const JOURNALS = ["-journal", "-wal", "-shm"];
const ABSOLUTE = /^([a-zA-Z]:)?[\\/]/;

/** What may be bound to a parameter. */
export type Bound = string | Uint8Array | number | null;
/** A row whose columns were all selected as `BLOB`. */
export type BlobRow = (Uint8Array | null)[];

/**
 * A prepared statement. Rows come as lists, in the order of the columns.
 *
 * There is no way to get them one by one: Deno's `iterate` takes every error, a lock as
 * well as damage, for the end of the rows.
 */
export class Statement {
  readonly #statement: StatementSync;

  /** Takes over a statement of the runtime. */
  constructor(statement: StatementSync) {
    this.#statement = statement;
  }

  /** Runs it for what it does. */
  run(...values: Bound[]): void {
    this.#statement.run(...values);
  }

  /** The first row, or `null`. */
  first(...values: Bound[]): BlobRow | null {
    const row = this.#statement.get(...values);
    return row === undefined ? null : Object.values(row) as BlobRow;
  }

  /** All rows. */
  all(...values: Bound[]): BlobRow[] {
    return this.#statement.all(...values).map((row) => Object.values(row) as BlobRow);
  }
}

/** An open database. */
export class Connection implements Disposable {
  /** The path of the file, as it was given. */
  readonly path: string;
  /** Whether it may write. */
  readonly writable: boolean;
  readonly #database: DatabaseSync;
  readonly #transaction: Record<"begin" | "immediate" | "commit" | "rollback", Statement>;

  /**
   * Opens a file that is there. Nothing is read yet.
   *
   * Needs read permission for `path`, if `writable` also write permission.
   *
   * @throws {PermissionError | UnavailableError} if it cannot be opened
   * @throws {RefusedError} if its journal is a pipe, a socket or a device
   */
  constructor(path: string, { writable }: { writable: boolean }) {
    this.path = path;
    this.writable = writable;
    this.#database = open(path, writable);
    for (
      const setting of [
        `busy_timeout = ${BUSY_TIMEOUT}`,
        "secure_delete = ON",
        // What a database brings along is not to be run, and not to be trusted.
        "trusted_schema = OFF",
        "cell_size_check = ON",
      ]
    ) this.#database.prepare(`PRAGMA ${setting}`).get();
    this.#transaction = {
      begin: this.prepare("BEGIN"),
      immediate: this.prepare("BEGIN IMMEDIATE"),
      commit: this.prepare("COMMIT"),
      rollback: this.prepare("ROLLBACK"),
    };
  }

  /**
   * Prepares a statement.
   *
   * @throws {DamagedError} if the database does not have what it needs
   */
  prepare(sql: string): Statement {
    try {
      return new Statement(this.#database.prepare(sql));
    } catch (cause) {
      throw new DamagedError(`${this.path} is no database as it should be`, {
        cause,
        hint: "restore a backup",
      });
    }
  }

  /** Runs a statement that is needed once. */
  run(sql: string): void {
    this.prepare(sql).run();
  }

  /**
   * Reads the state of one moment: nobody can commit until `work` is done.
   * What `work` makes is given back.
   */
  reading<T>(work: () => T): T {
    this.#transaction.begin.run();
    return this.#within("rollback", () => {
      // Takes the lock, and shows whether this is a database, with a result code.
      this.prepare("PRAGMA user_version").first();
      return work();
    });
  }

  /**
   * Does all of `work` or, if it throws, nothing; nobody else can write meanwhile.
   * Something must have been read before.
   */
  writing<T>(work: () => T): T {
    this.prepare("PRAGMA synchronous = FULL").first();
    this.#transaction.immediate.run();
    return this.#within("commit", work);
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#database.close();
  }

  #within<T>(end: "commit" | "rollback", work: () => T): T {
    try {
      const result = work();
      this.#transaction[end].run();
      return result;
    } catch (error) {
      try {
        this.#transaction.rollback.run();
      } catch {
        // After some errors SQLite has rolled back already.
      }
      throw error;
    }
  }
}

/** A relative path gets a dot, so that none is a URL or `:memory:`. */
function open(path: string, writable: boolean): DatabaseSync {
  refuseSpecialJournals(path);
  const plain = ABSOLUTE.test(path) ? path : `./${path}`;
  try {
    return new DatabaseSync(plain, { readOnly: !writable });
  } catch (cause) {
    throw openError(cause, path);
  }
}

/**
 * Refuses what SQLite would wait for: it opens its journals with no look at what they are.
 * One that may not be looked at passes.
 *
 * @throws {RefusedError} if one is a pipe, a socket or a device
 */
function refuseSpecialJournals(path: string): void {
  for (const suffix of JOURNALS) {
    let info: Deno.FileInfo;
    try {
      info = Deno.lstatSync(Deno.realPathSync(path) + suffix);
    } catch {
      continue;
    }
    if (!info.isSymlink) refuseSpecial(path + suffix, info);
  }
}

/** The system's reason, which SQLite does not give. */
function openError(cause: unknown, path: string): Error {
  const doing = `cannot open ${path}`;
  if (cause instanceof Error && cause.name !== "Error") return fromOsError(cause, doing);
  try {
    Deno.openSync(path).close();
  } catch (error) {
    return fromOsError(error, doing);
  }
  return new UnavailableError(`${doing}: SQLite says only that it cannot`, { cause });
}
