/**
 * A store that tries again what has failed for a reason that may pass.
 *
 * @module
 */

import { ConflictError, LockedError, UnavailableError } from "../core/errors.ts";
import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../core/ports.ts";
import { keyText } from "./changes.ts";
import { outcomeOf } from "./outcome.ts";
import { completed, Patience, type RetryOptions } from "./patience.ts";
import { compareKeys } from "./record_order.ts";

/**
 * `store`, more patient. A read that raises `UnavailableError` or `LockedError` is made
 * again after a pause; a list goes on where it was. A commit that found a lock is made
 * again too. One that raised `UnavailableError` may have been made or not: that is
 * looked up, and it is made again only if nothing of it is there. Backups and restores
 * are made again only after `LockedError`. Disposing of it disposes of `store`.
 *
 * Its `commit` raises, beside what a store's does, `PartialError` if some of the
 * changes are there and some are not.
 */
export function retrying(store: RecordStore, options: RetryOptions = {}): RecordStore {
  return new RetryingStore(store, options);
}

class RetryingStore implements RecordStore {
  readonly #store: RecordStore;
  readonly #options: Required<RetryOptions>;

  constructor(store: RecordStore, options: RetryOptions) {
    this.#store = store;
    this.#options = completed(options);
  }

  get location(): string {
    return this.#store.location;
  }

  get features(): RecordFeatures {
    return this.#store.features;
  }

  header(): Promise<Versioned<string> | null> {
    return this.#again(mayPass, () => this.#store.header());
  }

  get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    return this.#again(mayPass, () => this.#store.get(key));
  }

  list(filter?: { domain?: string }): AsyncGenerator<Versioned<StoredRecord>> {
    let last: RecordKey | null = null;
    return this.#resumed(() => this.#store.list(filter), (key) => {
      const isNew = last === null || compareKeys(key, last) > 0;
      if (isNew) last = key;
      return isNew;
    });
  }

  scan(): AsyncGenerator<Versioned<StoredRecord>> {
    const seen = new Set<string>();
    return this.#resumed(() => this.#store.scan(), (key) => {
      const isNew = !seen.has(keyText(key));
      if (isNew) seen.add(keyText(key));
      return isNew;
    });
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    const patience = new Patience(this.#options);
    let doubtful = false;
    for (;;) {
      try {
        return await this.#store.commit(changes);
      } catch (error) {
        doubtful ||= error instanceof UnavailableError;
        // An attempt in doubt may come true late, and then conflicts with the next one.
        const worthALook = mayPass(error) || error instanceof ConflictError;
        if (doubtful && worthALook && await this.#wasMade(changes, error)) return;
        if (!mayPass(error)) throw error;
        await patience.pause(error);
      }
    }
  }

  backup(label: string): Promise<Backup> {
    return this.#again(isLocked, () => this.#store.backup(label));
  }

  backups(): Promise<Backup[]> {
    return this.#again(mayPass, () => this.#store.backups());
  }

  restore(id: string): Promise<void> {
    return this.#again(isLocked, () => this.#store.restore(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  async #again<T>(
    isWorthIt: (error: unknown) => boolean,
    work: () => Promise<T>,
  ): Promise<T> {
    const patience = new Patience(this.#options);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isWorthIt(error)) throw error;
        await patience.pause(error);
      }
    }
  }

  /** Starts a list anew where it fails, and leaves out what has been given. */
  async *#resumed(
    start: () => AsyncIterable<Versioned<StoredRecord>>,
    isNew: (key: RecordKey) => boolean,
  ): AsyncGenerator<Versioned<StoredRecord>> {
    let patience = new Patience(this.#options);
    for (;;) {
      try {
        for await (const record of start()) {
          if (!isNew(record.value)) continue;
          patience = new Patience(this.#options);
          yield record;
        }
        return;
      } catch (error) {
        if (!mayPass(error)) throw error;
        await patience.pause(error);
      }
    }
  }

  async #wasMade(changes: readonly RecordChange[], cause: unknown): Promise<boolean> {
    try {
      return await outcomeOf(changes, this) === "made";
    } catch (error) {
      if (!mayPass(error)) throw error;
      throw new UnavailableError(
        `${this.location}: it is not known whether the changes were made`,
        { cause, hint: "look what is there before you make them again" },
      );
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof UnavailableError || isLocked(error);
}

/** Then nothing was done. */
function isLocked(error: unknown): boolean {
  return error instanceof LockedError;
}
