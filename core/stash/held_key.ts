/**
 * A stash's key that somebody else holds (core/held_keys.ts).
 *
 * Its name is a fingerprint of how the key is derived. A change of password makes a new
 * salt, and with it another name.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8, wipe } from "../bytes.ts";
import { KEY_LENGTH } from "../crypto/secretbox.ts";
import { AuthenticationError } from "../errors.ts";
import type { KeyHolder } from "../held_keys.ts";
import type { Version } from "../ports.ts";
import type { Envelope, KeyParameters } from "./envelope.ts";
import { type Opened, unseal } from "./load.ts";

/** Goes into the name that a key is held under. */
const LABEL = "coffer/held/stash";

/** What the key with these parameters is held under. The password is no part of it. */
export function heldKeyName({ hash, salt, iterations }: KeyParameters): string {
  const content = JSON.stringify([LABEL, hash, toHex(salt), iterations]);
  return `stash/${toHex(sha256(utf8(content)))}`;
}

/**
 * Opens a file that was loaded with a key that is held; `null` if there is none or it does
 * not open this very file. The caller owns the key.
 *
 * @throws {DamagedError | LimitError} if what was sealed with this key is no tree
 */
export async function openHeld(
  envelope: Envelope,
  version: Version,
  holder: KeyHolder,
): Promise<{ key: Uint8Array<ArrayBuffer>; opened: Opened } | null> {
  const key = (await holder.get([heldKeyName(envelope)]))?.key;
  if (key === undefined) return null;
  try {
    if (key.length === KEY_LENGTH) {
      return { key, opened: unseal(key, envelope, version) };
    }
  } catch (error) {
    wipe(key);
    if (!(error instanceof AuthenticationError)) throw error;
  }
  wipe(key);
  return null;
}
