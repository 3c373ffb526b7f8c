/**
 * A `RecordStore` that lasts as long as the program.
 *
 * @module
 */

import { NotFoundError, UsageError } from "../../core/errors.ts";
import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
import { ALL_FEATURES, applyAll, checkChanges, expectAll } from "../changes.ts";
import { RecordContent } from "../record_content.ts";
import { versionedHeader, versionedRecord } from "../record_version.ts";

/** What several memory stores share that are handles of one place. */
export class MemoryPlace {
  /** What is there now. */
  content: RecordContent = new RecordContent();
  /** What was copied aside. */
  readonly backups: { backup: Backup; content: RecordContent }[] = [];
}

/** What may be said of a memory store. */
export interface MemoryRecordStoreOptions {
  /** Where it keeps its content, if another store is to see it. */
  place?: MemoryPlace;
  /** What it can do less than it could, to stand in for an engine that can less. */
  features?: Partial<RecordFeatures>;
}

/**
 * A place in memory for records, empty unless `place` is one that is not.
 *
 * @example
 * ```ts
 * import { memoryRecordStore } from "./record_store.ts";
 * import assert from "node:assert/strict";
 *
 * await using store = memoryRecordStore();
 * const record = { domain: "mail", access: "work", attributes: new Map([["uid", "joe"]]) };
 * await store.commit([{ do: "put", record, expected: "absent" }]);
 * assert.deepEqual((await store.get(record))?.value, record);
 * ```
 */
export function memoryRecordStore(options: MemoryRecordStoreOptions = {}): RecordStore {
  return new MemoryRecordStore(options);
}

class MemoryRecordStore implements RecordStore {
  readonly location = "memory:";
  readonly features: RecordFeatures;
  readonly #place: MemoryPlace;
  #closed = false;

  constructor({ place, features }: MemoryRecordStoreOptions) {
    this.features = { ...ALL_FEATURES, ...features };
    this.#place = place ?? new MemoryPlace();
  }

  // Each method is `async` so that what it throws is a rejection.
  // deno-lint-ignore require-await
  async header(): Promise<Versioned<string> | null> {
    const header = this.#content().header();
    return header === null ? null : versionedHeader(header);
  }

  // deno-lint-ignore require-await
  async get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    const record = this.#content().get(key);
    return record === null ? null : versionedRecord(record);
  }

  async *list({ domain }: { domain?: string } = {}): AsyncGenerator<
    Versioned<StoredRecord>
  > {
    for (const record of this.#content().sorted(domain)) {
      this.#content();
      yield versionedRecord(record);
    }
  }

  scan(): AsyncGenerator<Versioned<StoredRecord>> {
    return this.list();
  }

  // deno-lint-ignore require-await
  async commit(changes: readonly RecordChange[]): Promise<void> {
    checkChanges(changes, this.features);
    const content = this.#content();
    expectAll(changes, content, this.location);
    applyAll(changes, content);
  }

  // deno-lint-ignore require-await
  async backup(label: string): Promise<Backup> {
    return this.#copyAside(label);
  }

  // deno-lint-ignore require-await
  async backups(): Promise<Backup[]> {
    this.#content();
    return this.#place.backups.map(({ backup }) => ({ ...backup }));
  }

  // deno-lint-ignore require-await
  async restore(id: string): Promise<void> {
    this.#content();
    const found = this.#place.backups.find(({ backup }) => backup.id === id);
    if (found === undefined) throw new NotFoundError("there is no such backup");
    this.#copyAside("before restore");
    this.#place.content = found.content.copy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #copyAside(label: string): Backup {
    const backup = { id: crypto.randomUUID(), label, made: new Date().toISOString() };
    this.#place.backups.push({ backup, content: this.#content().copy() });
    return { ...backup };
  }

  #content(): RecordContent {
    if (this.#closed) throw new UsageError("the store has been closed");
    return this.#place.content;
  }
}
