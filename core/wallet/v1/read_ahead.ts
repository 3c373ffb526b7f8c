/**
 * Reads records while the password becomes a key, which keeps another thread busy: for a
 * list of ten thousand, most of the reading is done by then.
 *
 * @module
 */

import type { RecordStore, StoredRecord, Version, Versioned } from "../../ports.ts";

/** As many as are read in that time; more would only need memory. */
const MOST_ROWS = 8_192;
/** After so many, others have their turn: the person who types, and the key itself. */
const ROWS_AT_ONCE = 256;

type Rows = AsyncIterator<Versioned<StoredRecord>>;

/**
 * The first records of a store, with the version that its header had before they were
 * read. A header that is not the same any more makes them worthless, and what goes wrong
 * does not matter: whoever reads for good finds out.
 */
export class ReadAhead implements AsyncDisposable {
  readonly #store: RecordStore;
  readonly #reading: Promise<void>;
  #version: Version | null = null;
  #rows: Versioned<StoredRecord>[] = [];
  #rest: Rows | null = null;
  #stopped = false;

  /** Begins at once. The store stays its owner's. */
  constructor(store: RecordStore) {
    this.#store = store;
    this.#reading = this.#read().catch(() => void (this.#version = null));
  }

  /**
   * All records, the ones that were read already first, if the header is still `version`;
   * otherwise, and when it is called once more, all of them anew.
   */
  async *scan(version: Version): AsyncGenerator<Versioned<StoredRecord>> {
    await this.#stop();
    const [rows, rest] = [this.#rows, this.#rest];
    const isOfIt = this.#version === version && rest !== null;
    this.#version = null;
    if (!isOfIt) return yield* this.#store.scan();
    this.#rows = [];
    yield* rows;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  }

  /** Lets go of what nobody wants. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    this.#rows = [];
    await this.#rest?.return?.().catch(() => {});
  }

  async #read(): Promise<void> {
    await pause();
    const header = await this.#store.header();
    if (header === null) return;
    this.#version = header.version;
    this.#rest = this.#store.scan()[Symbol.asyncIterator]();
    while (!this.#stopped && this.#rows.length < MOST_ROWS) {
      const next = await this.#rest.next();
      if (next.done === true) return;
      this.#rows.push(next.value);
      if (this.#rows.length % ROWS_AT_ONCE === 0) await pause();
    }
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
