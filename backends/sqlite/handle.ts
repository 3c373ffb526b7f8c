/**
 * A store's hold on its database: opened when needed, for reading until somebody
 * writes, opened again after an error, closed for good in the end.
 *
 * @module
 */

import {
  CofferError,
  ConflictError,
  DamagedError,
  UsageError,
} from "../../core/errors.ts";
import { openTable } from "./database.ts";
import { fromSqliteError, isBusy, needsRecovery } from "./errors.ts";
import { type Layout, LAYOUT_V1, layoutV0 } from "./layout.ts";
import type { RecordTable } from "./table.ts";

/** The longest pause between two attempts, in milliseconds. */
const PAUSE = 20;

/** What a store knows of its database. */
export interface HandleOptions {
  /** The path of the file, as it was given. */
  path: string;
  /** The name of a v0 table, if one was asked for. */
  wanted: string | null;
  /** How long to wait for other processes, in milliseconds. */
  lockTimeout: number;
}

/** One store's hold on one database. */
export class Handle {
  /** What it was made with. */
  readonly options: HandleOptions;
  #layout: Layout | null = null;
  #table: RecordTable | null = null;
  #recovering = false;
  #closed = false;

  /** Opens nothing yet. */
  constructor(options: HandleOptions) {
    this.options = options;
  }

  /** The layout of what is there or, where nothing is, of what is meant to be. */
  async layout(): Promise<Layout> {
    return this.#layout ??= await this.#foundLayout() ?? this.wantedLayout();
  }

  /** The same, or `null` where nothing is, or something damaged. */
  async soundLayout(): Promise<Layout | null> {
    try {
      return this.#layout ??= await this.#foundLayout();
    } catch (error) {
      if (error instanceof DamagedError) return null;
      throw error;
    }
  }

  /** The layout of what is to be made where nothing is. */
  wantedLayout(): Layout {
    const { wanted } = this.options;
    return wanted === null ? LAYOUT_V1 : layoutV0(wanted);
  }

  /**
   * The records, on a connection that can write if need be; `null` if there are none.
   * Only within `attempt`.
   *
   * @throws {ConflictError} if they are no longer kept in the layout that there was
   */
  table(writable: boolean): RecordTable | null {
    if (this.#table === null || (writable && !this.#table.connection.writable)) {
      this.#drop();
      const { path, wanted } = this.options;
      this.#table = openTable(path, { wanted, writable: writable || this.#recovering });
    }
    const found = this.#table?.layout.features;
    if (found !== undefined && found !== (this.#layout?.features ?? found)) {
      throw this.changed("has been replaced by one of another kind");
    }
    return this.#table;
  }

  /** The error where the database is no longer what was opened. */
  changed(what: string): ConflictError {
    return new ConflictError(`${this.options.path} ${what} since it was opened`, {
      hint: "open it again",
    });
  }

  /**
   * Does `work`, which does not wait for anything, again and again while another
   * process holds a lock. `doing` is what could not be done, for messages: "read".
   *
   * @throws {LockedError} if the lock is held for too long
   * @throws {CofferError} for whatever SQLite and the system say (errors.ts)
   */
  async attempt<T>(doing: string, work: () => T): Promise<T> {
    const { path, lockTimeout } = this.options;
    const end = performance.now() + lockTimeout;
    for (;;) {
      this.checkOpen();
      try {
        return work();
      } catch (error) {
        if (error instanceof CofferError) throw error;
        this.#drop();
        const again = this.#recovers(error) || (isBusy(error) && performance.now() < end);
        if (!again) throw fromSqliteError(error, `cannot ${doing} ${path}`);
      }
      await pause();
    }
  }

  /**
   * Checks that the store has not been closed.
   *
   * @throws {UsageError} if it has
   */
  checkOpen(): void {
    if (this.#closed) throw new UsageError("the store has been closed");
  }

  /** Closes it for good. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #foundLayout(): Promise<Layout | null> {
    return await this.attempt("open", () => this.table(false)?.layout ?? null);
  }

  /** Whether opening it once more, and now for writing, may help. */
  #recovers(error: unknown): boolean {
    if (!needsRecovery(error) || this.#recovering) return false;
    return this.#recovering = true;
  }

  #drop(): void {
    this.#table?.connection[Symbol.dispose]();
    this.#table = null;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
}
