/**
 * Keys that somebody else holds for a while, such as the agent, so that no password has to
 * be typed and stretched again.
 *
 * A key has a name that says what it opens and is no secret. Names are made so that a
 * change of password, salt or slot leads to another one; and what comes back under a name
 * is never believed: it has to open what is there, or else the password is asked for.
 *
 * @module
 */

/** A key as it was held. */
export interface HeldKey {
  /** The name that it was found under. */
  readonly name: string;
  /** The receiver's own, who wipes it. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** Who holds keys. Neither method throws: without the holder, everything goes on. */
export interface KeyHolder {
  /** The first key that is held under one of `names`, or `null`. */
  get(names: readonly string[]): Promise<HeldKey | null>;
  /** Takes a copy of a key that was shown to open what `name` says. */
  put(name: string, key: Uint8Array): Promise<void>;
}
