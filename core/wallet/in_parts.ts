/**
 * Much work on a store, in parts that it takes at once.
 *
 * @module
 */

import { LimitError } from "../errors.ts";
import type { RecordChange, RecordStore } from "../ports.ts";

/**
 * Does `work` with `items` in order, at most `size` at a time, and with fewer where the
 * store says that these are too large together. What was done before an error stays done.
 *
 * @throws what `work` throws
 */
export async function inParts<T>(
  items: readonly T[],
  size: number,
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    await halved(items.slice(at, at + size), work);
  }
}

/**
 * Makes changes in as few commits as the store takes; each is all or nothing.
 *
 * @throws as `RecordStore.commit`
 */
export async function commitAll(
  store: RecordStore,
  changes: readonly RecordChange[],
): Promise<void> {
  await inParts(changes, store.features.atomicChanges, (part) => store.commit(part));
}

async function halved<T>(
  part: readonly T[],
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  try {
    await work(part);
  } catch (error) {
    if (!(error instanceof LimitError) || part.length === 1) throw error;
    const half = Math.ceil(part.length / 2);
    await halved(part.slice(0, half), work);
    await halved(part.slice(half), work);
  }
}
