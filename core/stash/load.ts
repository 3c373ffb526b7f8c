/**
 * From a store to a tree in memory, with a key that is there already.
 *
 * @module
 */

import { sameBytes } from "../bytes.ts";
import { UnavailableError } from "../errors.ts";
import type { Version } from "../ports.ts";
import { wipeTree } from "./change.ts";
import {
  type Envelope,
  type KeyParameters,
  parseEnvelope,
  takeEnvelope,
} from "./envelope.ts";
import { type Node, same } from "./tree.ts";
import { openTree } from "./unlock.ts";

/** A stash as it was read: the tree, and what is needed to write it back. */
export interface Opened {
  /** How its key is derived. */
  parameters: KeyParameters;
  /** The tree itself. */
  root: Node;
  /** The version of the file that it was read from. */
  version: Version;
}

/** Opens the tree of a file that was loaded, which is used up if that goes well. */
export function unseal(key: Uint8Array, envelope: Envelope, version: Version): Opened {
  const { sealed, ...parameters } = envelope;
  return { parameters, root: openTree(key, sealed), version };
}

/** What a file turned out to be that was read back after it was written. */
export type ReadBack = "sound" | "damaged" | "other";

/**
 * Judges what stands where a file was written that `key` and `parameters` sealed:
 * sound if the two open it, other if it is a stash with other parameters.
 */
export function judge(
  file: Uint8Array<ArrayBuffer>,
  key: Uint8Array,
  parameters: KeyParameters,
): ReadBack {
  try {
    const envelope = takeEnvelope(file);
    if (!sameParameters(envelope, parameters)) return "other";
    wipeTree(openTree(key, envelope.sealed));
    return "sound";
  } catch {
    return "damaged";
  }
}

/** Whether two keys come from a password in the same way. */
export function sameParameters(a: KeyParameters, b: KeyParameters): boolean {
  return a.hash === b.hash && a.iterations === b.iterations && sameBytes(a.salt, b.salt);
}

/**
 * Makes sure that a file that is about to be written opens to what it should hold.
 *
 * @throws {UnavailableError} if it does not
 */
export function assertOpens(key: Uint8Array, file: Uint8Array, expected: Node): void {
  const copy = openTree(key, parseEnvelope(file).sealed);
  const fits = same(copy, expected);
  wipeTree(copy);
  if (!fits) throw new UnavailableError("the new file does not read back; kept the old");
}
