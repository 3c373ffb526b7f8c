/**
 * XChaCha20-Poly1305, the IETF variant (draft-irtf-cfrg-xchacha-03): authenticated
 * encryption with a 32-byte key and a 24-byte nonce, bound to associated data.
 *
 * A sealed message is nonce (24) || ciphertext || tag (16).
 *
 * @module
 */

import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { xchacha20, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { equalBytes } from "@noble/ciphers/utils.js";
import { wipe } from "../bytes.ts";
import type { RandomSource } from "./random.ts";

/** The length of a key in bytes. */
export const KEY_LENGTH = 32;
/** The length of a nonce in bytes. */
export const NONCE_LENGTH = 24;
/** The length of an authentication tag in bytes. */
export const TAG_LENGTH = 16;
/** How much longer a sealed message is than its plaintext, in bytes. */
export const OVERHEAD = NONCE_LENGTH + TAG_LENGTH;

/** Of the key stream (RFC 8439, section 2.3). */
const BLOCK_LENGTH = 64;
const LENGTH_BYTES = 8;

/** The key, and what the message belongs to: it opens with the same data only. */
export interface AeadContext {
  key: Uint8Array;
  /** Associated data: authenticated, not stored. */
  aad: Uint8Array;
}

/** Seals `plaintext` under a fresh nonce, into a new array. */
export function sealAead(
  plaintext: Uint8Array,
  { key, aad, random }: AeadContext & { random: RandomSource },
): Uint8Array<ArrayBuffer> {
  const nonce = random(NONCE_LENGTH);
  const sealed = new Uint8Array(OVERHEAD + plaintext.length);
  sealed.set(nonce);
  xchacha20poly1305(key, nonce, aad).encrypt(plaintext, sealed.subarray(NONCE_LENGTH));
  return sealed;
}

/**
 * Opens a sealed message into a new array that the caller owns; `null` if the tag does
 * not fit, which a wrong key, other associated data and a changed message all cause.
 *
 * The construction of RFC 8439, section 2.8, from `@noble`'s parts, in one pass of the
 * cipher and one of the authenticator: its whole takes a third longer for texts as short
 * as names are, of which a list opens thousands.
 */
export function openAead(
  sealed: Uint8Array,
  { key, aad }: AeadContext,
): Uint8Array<ArrayBuffer> | null {
  if (sealed.length < OVERHEAD) return null;
  const tagAt = sealed.length - TAG_LENGTH;
  const ciphertext = sealed.subarray(NONCE_LENGTH, tagAt);
  // The first block of the key stream holds the authenticator's key, the others the text.
  const stream = STREAM.take(BLOCK_LENGTH + ciphertext.length);
  stream.set(ciphertext, BLOCK_LENGTH);
  xchacha20(key, sealed.subarray(0, NONCE_LENGTH), stream, stream);
  const tag = poly1305(authenticated(aad, ciphertext), stream.subarray(0, KEY_LENGTH));
  const plaintext = stream.slice(BLOCK_LENGTH);
  wipe(stream);
  if (equalBytes(tag, sealed.subarray(tagAt))) return plaintext;
  wipe(plaintext);
  return null;
}

/**
 * Room for what lives for one call only. Names by the thousand take longer to be given
 * arrays of their own than to be opened. Zero when it is taken.
 */
class Scratch {
  readonly #room = new Uint8Array(4096);

  take(length: number): Uint8Array<ArrayBuffer> {
    return length <= this.#room.length
      ? this.#room.subarray(0, length).fill(0)
      : new Uint8Array(length);
  }
}

const STREAM = new Scratch();
const AUTHENTICATED = new Scratch();

/** aad, zeros, ciphertext, zeros, both lengths as eight bytes, the lowest first. */
function authenticated(aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const lengthsAt = padded(aad.length) + padded(ciphertext.length);
  const bytes = AUTHENTICATED.take(lengthsAt + 2 * LENGTH_BYTES);
  bytes.set(aad);
  bytes.set(ciphertext, padded(aad.length));
  writeLength(bytes, lengthsAt, aad.length);
  writeLength(bytes, lengthsAt + LENGTH_BYTES, ciphertext.length);
  return bytes;
}

/** Below 2^32. A `DataView` for each message would take longer. */
function writeLength(target: Uint8Array, at: number, length: number): void {
  for (let byte = 0; byte < 4; byte++) target[at + byte] = length >>> 8 * byte;
}

function padded(length: number): number {
  return Math.ceil(length / TAG_LENGTH) * TAG_LENGTH;
}
