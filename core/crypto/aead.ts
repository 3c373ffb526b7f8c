/**
 * XChaCha20-Poly1305, the IETF variant (draft-irtf-cfrg-xchacha-03): authenticated
 * encryption with a 32-byte key and a 24-byte nonce, bound to associated data.
 *
 * A sealed message is nonce (24) || ciphertext || tag (16).
 *
 * @module
 */

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { RandomSource } from "./random.ts";

/** The length of a key in bytes. */
export const KEY_LENGTH = 32;
/** The length of a nonce in bytes. */
export const NONCE_LENGTH = 24;
/** The length of an authentication tag in bytes. */
export const TAG_LENGTH = 16;
/** How much longer a sealed message is than its plaintext, in bytes. */
export const OVERHEAD = NONCE_LENGTH + TAG_LENGTH;

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
 */
export function openAead(
  sealed: Uint8Array,
  { key, aad }: AeadContext,
): Uint8Array<ArrayBuffer> | null {
  if (sealed.length < OVERHEAD) return null;
  const cipher = xchacha20poly1305(key, sealed.subarray(0, NONCE_LENGTH), aad);
  try {
    return cipher.decrypt(sealed.subarray(NONCE_LENGTH)) as Uint8Array<ArrayBuffer>;
  } catch {
    // With lengths checked, a tag that does not fit is all that noble throws for.
    return null;
  }
}
