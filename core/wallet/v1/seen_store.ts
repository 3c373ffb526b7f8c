/**
 * A store that is compared with what this device has seen of it, and remembers what is
 * committed through it. It is a `RecordStore` itself; with no wallet of format v1 in it, it
 * does nothing.
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
} from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import { UnavailableError } from "../../errors.ts";
import {
  assertNotOlder,
  idAndRev,
  objectionTo,
  recordRolledBack,
  type Seen,
  type SeenHeader,
  seenHeaderOf,
  withWritten,
  type Written,
} from "./seen.ts";

/** Where what was seen is kept. Neither method throws for what is wrong with it. */
export interface SeenMemory {
  /** What was seen, or `null`. */
  read(): Promise<Seen | null>;
  /**
   * Remembers what `change` makes of what is there now; `null` forgets it. Whether it could;
   * where not, that has been said.
   */
  update(change: (seen: Seen | null) => Seen | null): Promise<boolean>;
}

/** What is compared. */
export type Watch =
  /** The header, and every record. */
  | "all"
  /** The same, but for a store that has no header: a wallet is to be made in it. */
  | "unless missing"
  /** The header alone: the records are looked at by who reads them. */
  | "header"
  /** Nothing: somebody looks at it, or puts it right. */
  | "nothing";

type Found = Versioned<StoredRecord>;

/** Watches over a store, which it takes over. */
export class SeenStore implements RecordStore {
  readonly #store: RecordStore;
  readonly #memory: SeenMemory;
  readonly #watch: Watch;
  /** As it was before the store was first read: others may have written since. */
  #seen: Seen | null;
  #header: (SeenHeader & { isNew: boolean }) | null = null;
  #records = new Map<string, { rev: number; again: boolean }>();
  /** What was read at a key, where it is going to be changed. */
  readonly #read = new Map<string, { id: string; rev: number }>();
  readonly #mayWrite: boolean;
  #closed = false;

  /** `seen` was read from `memory` before anything was read from `store`. */
  constructor(
    store: RecordStore,
    { memory, seen, watch, mayWrite }: {
      memory: SeenMemory;
      seen: Seen | null;
      watch: Watch;
      mayWrite: boolean;
    },
  ) {
    this.#store = store;
    this.#memory = memory;
    this.#seen = seen;
    this.#watch = watch;
    this.#mayWrite = mayWrite;
  }

  get location(): string {
    return this.#store.location;
  }

  get features(): RecordFeatures {
    return this.#store.features;
  }

  async header(): Promise<Versioned<string> | null> {
    const found = await this.#store.header();
    const isToBeMade = found === null && this.#watch === "unless missing";
    if (this.#watch !== "nothing" && !isToBeMade) {
      assertNotOlder(this.#seen, found?.value ?? null, this.location);
    }
    return found;
  }

  async get(key: RecordKey): Promise<Found | null> {
    const found = await this.#store.get(key);
    return found && this.#looked(found);
  }

  async *list(filter?: { domain?: string }): AsyncIterable<Found> {
    for await (const found of this.#store.list(filter)) yield this.#looked(found);
  }

  async *scan(): AsyncIterable<Found> {
    for await (const found of this.#store.scan()) yield this.#looked(found);
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    await this.#store.commit(changes);
    this.#noteDeleted(changes);
    for (const change of changes) {
      if (change.do === "put") this.#notePut(change.record);
      if (change.do === "header") this.#noteHeader(change);
    }
  }

  backup(label: string): Promise<Backup> {
    return this.#store.backup(label);
  }

  backups(): Promise<Backup[]> {
    return this.#store.backups();
  }

  /**
   * What was put back is what was seen, from here on. What was seen before is forgotten
   * first: a run that is killed in between must not leave a memory that refuses what has
   * been put back.
   *
   * @throws {UnavailableError} if it cannot be forgotten: then nothing was put back
   */
  async restore(id: string): Promise<void> {
    const before = this.#seen;
    if (before !== null && !await this.#memory.update(() => null)) {
      throw new UnavailableError("what this device has seen cannot be changed", {
        hint: "nothing was put back; run it again when that file can be written",
      });
    }
    try {
      await this.#store.restore(id);
    } catch (error) {
      if (before !== null) await this.#rememberAgain(before).catch(() => {});
      throw error;
    }
    const now = await this.#store.header();
    const header = now && seenHeaderOf(now.value);
    this.#seen = header && { ...header, records: new Map() };
    this.#header = null;
    this.#records.clear();
    if (this.#seen !== null) await this.#memory.update(() => this.#seen);
  }

  /** Unless it has been put back all the same, before something failed. */
  async #rememberAgain(before: Seen): Promise<void> {
    const now = await this.#store.header();
    if (objectionTo(before, now?.value ?? null) !== null) return;
    await this.#memory.update((seen) => seen ?? before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#remember();
    } finally {
      await this.#store[Symbol.asyncDispose]();
    }
  }

  async #remember(): Promise<void> {
    if (this.#header === null) return;
    const written: Written = { ...this.#header, records: this.#records };
    this.#header = null;
    await this.#memory.update((seen) => withWritten(seen, written));
  }

  #looked(found: Found): Found {
    if (!this.#mayWrite && !this.#seen?.records.size) return found;
    const record = idAndRev(found.value);
    if (record === null) return found;
    if (this.#mayWrite) this.#read.set(keyText(found.value), record);
    if (this.#watch === "header" || this.#watch === "nothing") return found;
    const seen = this.#seen?.records.get(record.id) ?? 0;
    if (record.rev >= seen) return found;
    const { domain, access } = found.value;
    const what = `the record stored under ${formatKey([domain, access])}`;
    throw recordRolledBack(what, { rev: record.rev, seen });
  }

  /** An id that was in one of these places, and is in none any more, was deleted. */
  #noteDeleted(changes: readonly RecordChange[]): void {
    const keys = changes.flatMap((change) =>
      change.do === "header" ? [] : [change.do === "put" ? change.record : change.key]
    );
    for (const key of keys) {
      const was = this.#read.get(keyText(key));
      this.#read.delete(keyText(key));
      if (was !== undefined) {
        this.#records.set(was.id, { rev: was.rev + 1, again: false });
      }
    }
  }

  #notePut(record: StoredRecord): void {
    const now = idAndRev(record);
    if (now === null) return;
    const seen = this.#seen?.records.get(now.id) ?? 0;
    this.#records.set(now.id, { rev: now.rev, again: now.rev < seen });
    this.#read.set(keyText(record), now);
  }

  #noteHeader({ header, expected }: RecordChange & { do: "header" }): void {
    const now = seenHeaderOf(header);
    if (now === null) return;
    const isNew = expected === "absent" || (this.#header?.isNew ?? false);
    this.#header = { ...now, isNew };
  }
}

/** One text for each key. */
function keyText({ domain, access }: RecordKey): string {
  return JSON.stringify([domain, access]);
}
