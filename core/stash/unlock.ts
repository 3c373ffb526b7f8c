/**
 * From what was sealed to the tree and back.
 *
 * @module
 */

import { release, wipe } from "../bytes.ts";
import type { RandomSource } from "../crypto/random.ts";
import { NONCE_LENGTH, openInPlace, OVERHEAD, sealInPlace } from "../crypto/secretbox.ts";
import { AuthenticationError } from "../errors.ts";
import { type KeyParameters, newFile } from "./envelope.ts";
import { parseTree, treeText, writeTree } from "./inner.ts";
import type { Node } from "./tree.ts";

/**
 * Opens the sealed tree. If that goes well, `sealed` is used up: the memory that it stands
 * in is wiped and given back.
 *
 * @throws {AuthenticationError} if the key does not fit what is there
 * @throws {DamagedError | LimitError} if what was sealed is no tree
 */
export function openTree(key: Uint8Array, sealed: Uint8Array<ArrayBuffer>): Node {
  const plaintext = openInPlace(key, sealed);
  if (plaintext !== null) {
    try {
      return parseTree(plaintext);
    } finally {
      wipe(plaintext);
      release(sealed);
    }
  }
  throw new AuthenticationError("wrong password or damaged file", {
    hint: "check the password: every space and the case of every letter count",
  });
}

/**
 * Seals a tree under a fresh nonce: the bytes of a whole stash file.
 *
 * @throws {LimitError} if the values are too long for a file of `MOST_BLOB_BYTES`, which
 * has each of their bytes in four digits
 */
export function sealTree(
  key: Uint8Array,
  parameters: KeyParameters,
  tree: Node,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  const text = treeText(tree);
  const { sealed, finish } = newFile(parameters, OVERHEAD + text.length);
  // First: nothing may fail between the plaintext and what is made of it in its place.
  const nonce = random(NONCE_LENGTH);
  writeTree(text, sealed.subarray(OVERHEAD));
  sealInPlace(key, nonce, sealed);
  return finish();
}
