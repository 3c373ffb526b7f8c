/**
 * A `BlobStore` that lasts as long as the program.
 *
 * @module
 */

import { ConflictError } from "../../core/errors.ts";
import type { Blob, BlobStore, Expected, Version } from "../../core/ports.ts";

/**
 * A place in memory for one piece of ciphertext and its siblings.
 *
 * @example
 * ```ts
 * import { memoryBlobStore } from "./blob_store.ts";
 * import assert from "node:assert/strict";
 *
 * const store = memoryBlobStore();
 * const version = await store.save(new Uint8Array([1]), "absent");
 * assert.deepEqual(await store.load(), { bytes: new Uint8Array([1]), version });
 * ```
 */
export function memoryBlobStore(): BlobStore {
  return new MemoryBlobStore(new Map(), "");
}

class MemoryBlobStore implements BlobStore {
  readonly #blobs: Map<string, Blob>;
  readonly #name: string;

  constructor(blobs: Map<string, Blob>, name: string) {
    this.#blobs = blobs;
    this.#name = name;
  }

  get location(): string {
    return `memory:${this.#name}`;
  }

  load(): Promise<Blob | null> {
    const blob = this.#blobs.get(this.#name);
    return Promise.resolve(blob ? { ...blob, bytes: blob.bytes.slice() } : null);
  }

  // deno-lint-ignore require-await -- nothing may come between looking and writing
  async save(bytes: Uint8Array, expected: Expected): Promise<Version> {
    this.#expect(expected);
    const version = crypto.randomUUID() as string as Version;
    this.#blobs.set(this.#name, { bytes: new Uint8Array(bytes), version });
    return version;
  }

  // deno-lint-ignore require-await -- as above
  async remove(expected: Version): Promise<void> {
    this.#expect(expected);
    this.#blobs.delete(this.#name);
  }

  sibling(suffix: string): BlobStore {
    return new MemoryBlobStore(this.#blobs, this.#name + suffix);
  }

  #expect(expected: Expected): void {
    const version = this.#blobs.get(this.#name)?.version ?? "absent";
    if (version !== expected) throw new ConflictError(`${this.location} has changed`);
  }
}
