/**
 * From a store to a tree in memory, with a key that is there already.
 *
 * @module
 */

import { sameBytes } from "../bytes.ts";
import type { BlobStore, Version } from "../ports.ts";
import { wipeTree } from "./change.ts";
import {
  type Envelope,
  type KeyParameters,
  loadStashFile,
  parseEnvelope,
} from "./envelope.ts";
import type { Node } from "./tree.ts";
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

/** Loads and parses in a scope of its own, so that the file's bytes can go early. */
export async function loadEnvelope(
  store: BlobStore,
): Promise<{ envelope: Envelope; version: Version }> {
  const { bytes, version } = await loadStashFile(store);
  return { envelope: parseEnvelope(bytes), version };
}

/** Opens the tree of a file that was loaded. */
export function unseal(key: Uint8Array, envelope: Envelope, version: Version): Opened {
  const { sealed, ...parameters } = envelope;
  return { parameters, root: openTree(key, sealed), version };
}

/**
 * Whether a file that was read back after a change of password is as good as the
 * one that was written: it opens, or somebody else has changed the password since.
 */
export function opensOrIsAnothers(
  file: Uint8Array,
  key: Uint8Array,
  { salt }: KeyParameters,
): boolean {
  try {
    const envelope = parseEnvelope(file);
    if (!sameBytes(envelope.salt, salt)) return true;
    wipeTree(openTree(key, envelope.sealed));
    return true;
  } catch {
    return false;
  }
}
