/**
 * XSalsa20-Poly1305 in NaCl's arrangement ("secretbox"): authenticated
 * encryption with a 32-byte key and a 24-byte nonce.
 *
 * A sealed message is nonce (24) || tag (16) || ciphertext, as PyNaCl's
 * `SecretBox.encrypt` writes it. The stream and the authenticator are noble's; put
 * together here, as the NaCl paper has it ("Cryptography in NaCl", sections 9 and 10), they
 * work in place, where noble's own `xsalsa20poly1305` makes copies (docs/adr/0003).
 *
 * @module
 */

import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { xsalsa20 } from "@noble/ciphers/salsa.js";
import { equalBytes } from "@noble/ciphers/utils.js";
import { wipe } from "../bytes.ts";

/** The length of a key in bytes. */
export const KEY_LENGTH = 32;
/** The length of a nonce in bytes. */
export const NONCE_LENGTH = 24;
/** The length of an authentication tag in bytes. */
export const TAG_LENGTH = 16;
/** By how much a sealed message is longer than what is in it, in bytes. */
export const OVERHEAD = NONCE_LENGTH + TAG_LENGTH;
/** As many bytes of the stream as are the key of the tag; the message uses those after. */
const TAG_KEY_LENGTH = 32;
/** Where the stream begins in a sealed message, so that it meets the ciphertext. */
const STREAM_START = OVERHEAD - TAG_KEY_LENGTH;
/** How much the authenticator is given at a time, in bytes: it makes a copy. */
const CHUNK = 1 << 16;

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
  const stream = room.subarray(STREAM_START);
  stream.fill(0, 0, TAG_KEY_LENGTH);
  xsalsa20(key, nonce, stream, stream);
  const tag = authenticate(stream.slice(0, TAG_KEY_LENGTH), room.subarray(OVERHEAD));
  room.set(nonce);
  room.set(tag, NONCE_LENGTH);
}

/**
 * Opens a sealed message into a new array that the caller owns; `null` if the
 * tag does not fit, which a wrong key and a changed message both cause.
 */
export function open(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  return openInPlace(key, sealed.slice());
}

/**
 * The same where the message is: the plaintext is a view of its end, and what is before it
 * is spoiled. A message that does not open stays as it is.
 */
export function openInPlace(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < OVERHEAD) return null;
  const nonce = sealed.slice(0, NONCE_LENGTH);
  const tagKey = xsalsa20(key, nonce, new Uint8Array(TAG_KEY_LENGTH));
  const plaintext = sealed.subarray(OVERHEAD);
  const tag = authenticate(tagKey, plaintext);
  if (!equalBytes(tag, sealed.subarray(NONCE_LENGTH, OVERHEAD))) return null;
  const stream = sealed.subarray(STREAM_START);
  xsalsa20(key, nonce, stream, stream);
  return plaintext;
}

/** The tag of a ciphertext; wipes the key, which is good for one message. */
function authenticate(tagKey: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const mac = poly1305.create(tagKey);
  for (let at = 0; at < ciphertext.length; at += CHUNK) {
    mac.update(ciphertext.subarray(at, at + CHUNK));
  }
  wipe(tagKey);
  return mac.digest();
}
