/**
 * A store that counts its calls, and into whose calls a test can step: to let
 * somebody else be quicker, or to fail.
 *
 * @module
 */

import type { Blob, BlobStore, Expected, Version } from "../../core/ports.ts";

/** One call: what, and on which sibling ("" for the store itself). */
export interface Call {
  name: "load" | "save" | "remove";
  suffix: string;
}

/** What a test does around the calls of a store. */
export interface Watch {
  /** Runs before each call; what it throws, the call throws. */
  before?: (call: Call) => unknown;
  /** Runs after each call that went well; what it throws, the call throws. */
  after?: (call: Call) => unknown;
  /** Turns what is saved into something else. */
  saving?: (bytes: Uint8Array, call: Call) => Uint8Array;
}

/** `store`, watched. `calls` lists what was called, such as `save.before-passwd`. */
export function watched(
  store: BlobStore,
  watch: Watch = {},
): BlobStore & { readonly calls: string[] } {
  return new WatchedStore(store, watch, "", []);
}

/** Runs `work` once only, however often it is called; for use in a `Watch`. */
export function once(work: () => unknown): () => unknown {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    return work();
  };
}

class WatchedStore implements BlobStore {
  readonly #store: BlobStore;
  readonly #watch: Watch;
  readonly #suffix: string;
  readonly calls: string[];

  constructor(store: BlobStore, watch: Watch, suffix: string, calls: string[]) {
    this.#store = store;
    this.#watch = watch;
    this.#suffix = suffix;
    this.calls = calls;
  }

  get location(): string {
    return this.#store.location;
  }

  load(): Promise<Blob | null> {
    return this.#around("load", () => this.#store.load());
  }

  save(bytes: Uint8Array, expected: Expected): Promise<Version> {
    const call: Call = { name: "save", suffix: this.#suffix };
    const saved = this.#watch.saving?.(bytes, call) ?? bytes;
    return this.#around("save", () => this.#store.save(saved, expected));
  }

  remove(expected: Version): Promise<void> {
    return this.#around("remove", () => this.#store.remove(expected));
  }

  sibling(suffix: string): BlobStore {
    const sibling = this.#store.sibling(suffix);
    return new WatchedStore(sibling, this.#watch, this.#suffix + suffix, this.calls);
  }

  async #around<T>(name: Call["name"], work: () => Promise<T>): Promise<T> {
    const call: Call = { name, suffix: this.#suffix };
    this.calls.push(name + this.#suffix);
    await this.#watch.before?.(call);
    const result = await work();
    await this.#watch.after?.(call);
    return result;
  }
}
