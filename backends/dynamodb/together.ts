/**
 * Looks at single items that are asked for at the same time, made as one look at many.
 *
 * @module
 */

import type { RecordKey } from "../../core/ports.ts";
import { keyText } from "../changes.ts";
import type { Item } from "./items.ts";

/** Looks at items, each key once; gives what is there by `keyText`. */
type LookAtAll = (keys: readonly RecordKey[]) => Promise<ReadonlyMap<string, Item>>;

/** Who waits for what is at a key. */
interface Waiting {
  readonly key: RecordKey;
  readonly given: PromiseWithResolvers<Item | null>;
}

/** Collects what is asked for until whoever asks waits for the answer. */
export class Together {
  readonly #lookAtAll: LookAtAll;
  #waiting: Waiting[] = [];

  constructor(lookAtAll: LookAtAll) {
    this.#lookAtAll = lookAtAll;
  }

  /** The item at `key`, or `null`; fails as the look at all of them does. */
  item(key: RecordKey): Promise<Item | null> {
    const given = Promise.withResolvers<Item | null>();
    if (this.#waiting.push({ key, given }) === 1) queueMicrotask(() => this.#look());
    return given.promise;
  }

  async #look(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    // The service refuses a request for the same item twice.
    const keys = new Map(waiting.map(({ key }) => [keyText(key), key]));
    try {
      const found = await this.#lookAtAll([...keys.values()]);
      for (const { key, given } of waiting) {
        given.resolve(found.get(keyText(key)) ?? null);
      }
    } catch (error) {
      for (const { given } of waiting) given.reject(error);
    }
  }
}
