/**
 * XSalsa20-Poly1305 in NaCl's arrangement ("secretbox"): authenticated
 * encryption with a 32-byte key and a 24-byte nonce.
 *
 * A sealed message is nonce (24) || tag (16) || ciphertext, as PyNaCl's
 * `SecretBox.encrypt` writes it.
 *
 * @module
 */

import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";

/** The length of a key in bytes. */
export const KEY_LENGTH = 32;
/** The length of a nonce in bytes. */
export const NONCE_LENGTH = 24;
/** The length of an authentication tag in bytes. */
export const TAG_LENGTH = 16;

/**
 * Seals `plaintext`. The nonce must never be used twice with one key; 24 random
 * bytes make that certain enough for any number of messages.
 */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const sealed = new Uint8Array(NONCE_LENGTH + TAG_LENGTH + plaintext.length);
  sealed.set(nonce);
  sealed.set(xsalsa20poly1305(key, nonce).encrypt(plaintext), NONCE_LENGTH);
  return sealed;
}

/**
 * Opens a sealed message into a new array that the caller owns; `null` if the
 * tag does not fit, which a wrong key and a changed message both cause.
 */
export function open(
  key: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  if (sealed.length < NONCE_LENGTH + TAG_LENGTH) return null;
  const box = xsalsa20poly1305(key, sealed.subarray(0, NONCE_LENGTH));
  try {
    return box.decrypt(sealed.subarray(NONCE_LENGTH));
  } catch {
    // With lengths checked, a tag that does not fit is all that noble throws for.
    return null;
  }
}
