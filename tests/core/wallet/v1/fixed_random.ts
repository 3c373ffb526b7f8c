/**
 * Bytes that look random and are the same every time, for vectors and for tests that fail
 * again when they have failed.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../../../core/bytes.ts";
import type { RandomSource } from "../../../../core/crypto/random.ts";

/** A source of its own for each seed: SHA-256 of the seed and a counter. */
export function fixedRandom(seed: string): RandomSource {
  let counter = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      const block = sha256(utf8(`${seed}/${counter++}`));
      bytes.set(block.subarray(0, length - at), at);
    }
    return bytes;
  };
}
