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
/** By how much a sealed message is longer than what is in it, in bytes. */
export const OVERHEAD = NONCE_LENGTH + TAG_LENGTH;
/** What the cipher uses in front of the tag: half a block, from which the tag is made. */
const SCRATCH = 16;
/** What that takes in front of the sealed message: the rest lies over the nonce. */
const MARGIN = 2 * SCRATCH - NONCE_LENGTH;

/**
 * Seals `plaintext`. The nonce must never be used twice with one key; 24 random
 * bytes make that certain enough for any number of messages.
 */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const sealed = new Uint8Array(OVERHEAD + plaintext.length);
  sealed.set(plaintext, OVERHEAD);
  sealInPlace(key, nonce, sealed);
  return sealed;
}

/**
 * The same where the plaintext is: it stands in `room` after `OVERHEAD` bytes, and the
 * sealed message fills `room`. Quickest where `room` begins at a multiple of four bytes.
 */
export function sealInPlace(key: Uint8Array, nonce: Uint8Array, room: Uint8Array): void {
  // Scratch comes before the tag, where the nonce will be.
  const output = room.subarray(NONCE_LENGTH - SCRATCH);
  xsalsa20poly1305(key, nonce).encrypt(room.subarray(OVERHEAD), output);
  room.set(nonce);
}

/**
 * Opens a sealed message into a new array that the caller owns; `null` if the
 * tag does not fit, which a wrong key and a changed message both cause.
 */
export function open(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  const copy = new Uint8Array(MARGIN + sealed.length);
  copy.set(sealed, MARGIN);
  return openInPlace(key, copy.subarray(MARGIN));
}

/**
 * The same where the message is, which is used up, also if it does not open. If its memory
 * has some bytes before it, these are, too; if not, a copy is made.
 */
export function openInPlace(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < OVERHEAD) return null;
  const { buffer, byteOffset, length } = sealed;
  if (byteOffset < MARGIN) return open(key, sealed);
  const box = xsalsa20poly1305(key, sealed.slice(0, NONCE_LENGTH));
  const output = new Uint8Array(buffer, byteOffset - MARGIN, MARGIN + length);
  try {
    return box.decrypt(sealed.subarray(NONCE_LENGTH), output);
  } catch {
    // With lengths checked, a tag that does not fit is all that noble throws for.
    return null;
  }
}
