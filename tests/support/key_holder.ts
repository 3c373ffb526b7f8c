/**
 * A `KeyHolder` for tests: keeps what it is given, and says what it was asked.
 *
 * @module
 */

import type { HeldKey, KeyHolder } from "../../core/held_keys.ts";

/** Keeps keys in memory. */
export class FakeHolder implements KeyHolder {
  /** What is held; a test may put in what it likes. */
  readonly keys = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Every list of names that was asked for. */
  readonly asked: (readonly string[])[] = [];
  /** Every array that was handed out: the receiver's, who wipes it. */
  readonly given: Uint8Array<ArrayBuffer>[] = [];

  get(names: readonly string[]): Promise<HeldKey | null> {
    this.asked.push(names);
    const name = names.find((name) => this.keys.has(name));
    if (name === undefined) return Promise.resolve(null);
    const key = this.keys.get(name)!.slice();
    this.given.push(key);
    return Promise.resolve({ name, key });
  }

  put(name: string, key: Uint8Array): Promise<void> {
    this.keys.set(name, new Uint8Array(key));
    return Promise.resolve();
  }
}
