/**
 * A record store whose calls are timed.
 *
 * @module
 */

import type { RecordStore, StoredRecord, Versioned } from "../../core/ports.ts";

/** `store`; `spent` is told of each call how long it took, in milliseconds. */
export function timedStore(
  store: RecordStore,
  spent: (milliseconds: number) => void,
): RecordStore {
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      spent(performance.now() - start);
    }
  };
  /** What is done between two records is not the store's time. */
  async function* each(records: AsyncIterable<Versioned<StoredRecord>>) {
    const iterator = records[Symbol.asyncIterator]();
    while (true) {
      const { done, value } = await timed(() => iterator.next());
      if (done) return;
      yield value;
    }
  }
  return {
    location: store.location,
    features: store.features,
    header: () => timed(() => store.header()),
    get: (key) => timed(() => store.get(key)),
    list: (filter) => each(store.list(filter)),
    scan: () => each(store.scan()),
    commit: (changes) => timed(() => store.commit(changes)),
    backup: (label) => timed(() => store.backup(label)),
    backups: () => timed(() => store.backups()),
    restore: (id) => timed(() => store.restore(id)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
