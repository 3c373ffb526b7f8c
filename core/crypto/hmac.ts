/**
 * HMAC-SHA256 (RFC 2104, FIPS 180-4), one call for a whole message.
 *
 * `@noble`'s and not Web Crypto's: what is authenticated is a few hundred bytes, thousands
 * of times, and every call of Web Crypto is a trip to another thread.
 *
 * @module
 */

import { equalBytes } from "@noble/ciphers/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { wipe } from "../bytes.ts";
import { UsageError } from "../errors.ts";

/** The length of a result in bytes. */
export const MAC_LENGTH = 32;

/**
 * A key that has been taken in already, for many messages: a short one takes half the time.
 */
export class MacKey {
  readonly #keyed: Hmac;
  /** Used again for every message: making a new one takes as long as the message does. */
  readonly #working: Hmac;
  /** Where results are made: what `@noble` writes to gets memory outside of V8's heap. */
  readonly #result = new Uint8Array(MAC_LENGTH);
  #wiped = false;

  /** Takes a key of any length, which stays the caller's. */
  constructor(key: Uint8Array) {
    this.#keyed = hmac.create(sha256, key);
    this.#working = hmac.create(sha256, key);
  }

  /**
   * The 32 bytes of the HMAC of `message`, in a new array.
   *
   * @throws {UsageError} if the key was wiped
   */
  of(message: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#wiped) throw new UsageError("this key was wiped and cannot be used");
    this.#keyed._cloneInto(this.#working);
    this.#working.update(message).digestInto(this.#result);
    return this.#result.slice();
  }

  /** Overwrites what was taken in. */
  wipe(): void {
    this.#wiped = true;
    this.#keyed.destroy();
    this.#working.destroy();
    wipe(this.#result);
  }
}

type Hmac = ReturnType<typeof hmac.create>;

/** The 32 bytes of the HMAC of `message`, in a new array. A key has any length. */
export function hmacSha256(
  key: Uint8Array,
  message: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return hmac(sha256, key, message) as Uint8Array<ArrayBuffer>;
}

/** Whether two results are the same, in a time that does not depend on where they differ. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return equalBytes(a, b);
}
