/**
 * Fernet tokens, version 0x80 (the specification is Spec.md of the repository
 * fernet/spec): AES-128 in CBC mode with PKCS #7 padding (RFC 5652, section 6.3)
 * under HMAC-SHA256 (RFC 2104).
 *
 * A token is the base64url text of version (1 byte) || seconds since 1970 (u64be)
 * || IV (16) || ciphertext (16 or more) || HMAC (32) over all before it. A key is
 * signing key (16) || encryption key (16).
 *
 * The ciphers are `@noble`'s and not Web Crypto's: a wallet of 10,000 records has
 * some 40,000 tokens of 20 bytes, and every call of Web Crypto is a trip to another
 * thread. They open in 0.23 s here, against 3 s one after the other there. The price:
 * this AES reads tables, so its timing depends a little on key and data.
 *
 * @module
 */

import { cbc } from "@noble/ciphers/aes.js";
import { equalBytes } from "@noble/ciphers/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { wipe } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import {
  AuthenticationError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../errors.ts";
import { decodeBase64Url, encodeBase64Url } from "./fernet_base64.ts";
import type { RandomSource } from "./random.ts";

/** The length of a key in bytes. */
export const KEY_LENGTH = 32;

const VERSION = 0x80;
const SIGNING_KEY_LENGTH = 16;
const TIME_AT = 1;
const IV_AT = 9;
const IV_LENGTH = 16;
const CIPHERTEXT_AT = IV_AT + IV_LENGTH;
const BLOCK_LENGTH = 16;
const MAC_LENGTH = 32;
const SHORTEST = CIPHERTEXT_AT + BLOCK_LENGTH + MAC_LENGTH;
/** How far in the future a token's time may be where its age matters, in seconds. */
const CLOCK_SKEW = 60;

/** What sealing needs beside key and plaintext. */
export interface SealOptions {
  /** Where the IV comes from. */
  random: RandomSource;
  /** Asked once for each token; the fraction of its second is dropped. */
  clock: Clock;
}

/** How old a token may be. */
export interface Freshness {
  /** In seconds. */
  maxAge: number;
  clock: Clock;
}

/**
 * A Fernet key that is ready for use, as often as wanted, until it is wiped.
 *
 * @example
 * ```ts
 * import { FernetKey } from "./fernet.ts";
 * import { systemRandom } from "./random.ts";
 * import { systemClock } from "../clock.ts";
 * import assert from "node:assert/strict";
 *
 * const key = new FernetKey(systemRandom(32));
 * const token = key.seal(new Uint8Array([1, 2]), {
 *   random: systemRandom,
 *   clock: systemClock,
 * });
 * assert.deepEqual([...key.open(token)], [1, 2]);
 * key.wipe();
 * ```
 */
export class FernetKey {
  readonly #encryption: Uint8Array;
  /** An HMAC that has taken in its key; cloned for each token. */
  readonly #signing: ReturnType<typeof hmac.create>;
  #wiped = false;

  /** Takes 32 bytes and keeps a copy: the caller wipes its own. */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_LENGTH) throw new UsageError("a Fernet key has 32 bytes");
    this.#signing = hmac.create(sha256, key.subarray(0, SIGNING_KEY_LENGTH));
    this.#encryption = key.slice(SIGNING_KEY_LENGTH);
  }

  /**
   * Seals `plaintext`, of any length, into a token.
   *
   * @throws {UsageError} if the key was wiped
   */
  seal(plaintext: Uint8Array, { random, clock }: SealOptions): string {
    this.#mustBeThere();
    const iv = random(IV_LENGTH);
    const ciphertext = cbc(this.#encryption, iv).encrypt(plaintext);
    const token = new Uint8Array(CIPHERTEXT_AT + ciphertext.length + MAC_LENGTH);
    token[0] = VERSION;
    new DataView(token.buffer).setBigUint64(TIME_AT, BigInt(seconds(clock)));
    token.set(iv, IV_AT);
    token.set(ciphertext, CIPHERTEXT_AT);
    token.set(this.#mac(token.subarray(0, -MAC_LENGTH)), token.length - MAC_LENGTH);
    return encodeBase64Url(token);
  }

  /**
   * Opens a token into a new array that the caller owns, and wipes. Its age does not
   * matter unless `freshness` is given. Takes the spellings that Python's
   * `cryptography` takes (fernet_base64.ts).
   *
   * @throws {DamagedError} if it is no token: another alphabet, version or length;
   * or if it was sealed with this key, but with a wrong padding
   * @throws {AuthenticationError} if the HMAC does not fit, which a wrong key and a
   * changed token both cause
   * @throws {RefusedError} if it is older than allowed, or more than a minute ahead
   * @throws {UsageError} if the key was wiped
   */
  open(token: string, freshness?: Freshness): Uint8Array {
    this.#mustBeThere();
    const bytes = parse(token);
    const body = bytes.subarray(0, -MAC_LENGTH);
    if (!equalBytes(this.#mac(body), bytes.subarray(-MAC_LENGTH))) {
      throw new AuthenticationError("wrong key, or a damaged token");
    }
    if (freshness !== undefined) mustBeFresh(body, freshness);
    const cipher = cbc(this.#encryption, body.subarray(IV_AT, CIPHERTEXT_AT));
    try {
      return cipher.decrypt(body.subarray(CIPHERTEXT_AT));
    } catch (cause) {
      throw new DamagedError("a token with a wrong padding", { cause });
    }
  }

  /** Overwrites the key; nothing can be sealed or opened with it from here on. */
  wipe(): void {
    this.#wiped = true;
    wipe(this.#encryption);
    this.#signing.destroy();
  }

  #mac(body: Uint8Array): Uint8Array {
    return this.#signing.clone().update(body).digest();
  }

  #mustBeThere(): void {
    if (this.#wiped) throw new UsageError("this key was wiped and cannot be used");
  }
}

/** The bytes of a token whose form is right, not yet authenticated. */
function parse(token: string): Uint8Array {
  const bytes = decodeBase64Url(token);
  if (bytes === null) throw notAToken("it is not base64url");
  if (bytes.length < SHORTEST) throw notAToken("it is too short");
  if (bytes[0] !== VERSION) throw notAToken("its version is unknown");
  if ((bytes.length - SHORTEST) % BLOCK_LENGTH !== 0) {
    throw notAToken("its length does not fit");
  }
  return bytes;
}

function notAToken(reason: string): DamagedError {
  return new DamagedError(`not a Fernet token: ${reason}`);
}

function mustBeFresh(body: Uint8Array, { maxAge, clock }: Freshness): void {
  const view = new DataView(body.buffer, body.byteOffset);
  const age = seconds(clock) - Number(view.getBigUint64(TIME_AT));
  if (age > maxAge) throw new RefusedError("the token is older than is allowed");
  if (age < -CLOCK_SKEW) throw new RefusedError("the token is from the future");
}

function seconds(clock: Clock): number {
  return Math.floor(clock().getTime() / 1000);
}
