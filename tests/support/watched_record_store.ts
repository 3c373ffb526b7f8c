/**
 * A record store that counts its calls, and into whose calls a test can step: to let
 * somebody else be quicker, or to show something that is not there.
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

/** What a call is. */
export type CallName = "header" | "get" | "list" | "scan" | "commit";

/** `store`, watched. */
export class WatchedRecordStore implements RecordStore {
  /** What was called, in order. */
  readonly calls: CallName[] = [];
  /** The changes of each commit that went well. */
  readonly commits: (readonly RecordChange[])[] = [];
  /** Runs before each call; what it throws, the call throws. */
  before: (call: CallName) => unknown = () => {};
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  get location(): string {
    return this.#store.location;
  }

  get features(): RecordFeatures {
    return this.#store.features;
  }

  async header(): Promise<Versioned<string> | null> {
    await this.#called("header");
    return await this.#store.header();
  }

  async get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    await this.#called("get");
    return await this.#store.get(key);
  }

  async *list(filter?: { domain?: string }): AsyncIterable<Versioned<StoredRecord>> {
    await this.#called("list");
    yield* this.#store.list(filter);
  }

  async *scan(): AsyncIterable<Versioned<StoredRecord>> {
    await this.#called("scan");
    yield* this.#store.scan();
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    await this.#called("commit");
    await this.#store.commit(changes);
    this.commits.push(changes);
  }

  backup(label: string): Promise<Backup> {
    return this.#store.backup(label);
  }

  backups(): Promise<Backup[]> {
    return this.#store.backups();
  }

  restore(id: string): Promise<void> {
    return this.#store.restore(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  /** Runs `work` before the next call of this name, and never again. */
  beforeNext(name: CallName, work: () => unknown): void {
    this.before = async (call) => {
      if (call !== name) return;
      this.before = () => {};
      await work();
    };
  }

  /** What was called since the last time that this was asked. */
  takeCalls(): CallName[] {
    return this.calls.splice(0);
  }

  async #called(call: CallName): Promise<void> {
    this.calls.push(call);
    await this.before(call);
  }
}
