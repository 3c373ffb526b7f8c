/**
 * SHA-256 and HMAC-SHA256 as the SDK wants them, for the signatures of requests.
 *
 * @module
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** What the SDK gives: bytes, or a text that stands for its UTF-8. */
type Source = string | ArrayBuffer | ArrayBufferView;

/** A hash, or with a secret an HMAC, of what it is updated with. */
export class Sha256 {
  readonly #secret: Uint8Array | null;
  #state: { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

  constructor(secret?: Source) {
    this.#secret = secret === undefined ? null : bytesOf(secret);
    this.#state = this.#begun();
  }

  /** Takes more in. */
  update(data: Source): void {
    this.#state.update(bytesOf(data));
  }

  /** 32 bytes; afterwards it is of no more use until `reset`. */
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#state.digest());
  }

  /** Begins again. */
  reset(): void {
    this.#state = this.#begun();
  }

  #begun() {
    return this.#secret === null ? sha256.create() : hmac.create(sha256, this.#secret);
  }
}

function bytesOf(source: Source): Uint8Array {
  if (typeof source === "string") return new TextEncoder().encode(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
