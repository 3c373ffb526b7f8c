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

import type { RecordKey, StoredRecord } from "./ports.ts";
import type { WalletRecord } from "./wallet/record.ts";

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

/**
 * Who opens records with keys that it keeps to itself. It never says that there is no
 * record, or that one is damaged: whoever has the key looks himself then.
 */
export interface RecordOpener {
  /**
   * The record of this name in the wallet with this header, or `null` if it cannot.
   *
   * `find` looks in the places where it can be, and gives what is in the first; what it
   * throws, this throws.
   */
  open(wanted: RecordWanted, find: FindRecord): Promise<WalletRecord | null>;
}

/** Which record is wanted: the text of the wallet's header, and the names of the record. */
export interface RecordWanted extends RecordKey {
  readonly header: string;
}

/** Looks for a record. */
export type FindRecord = (places: readonly RecordKey[]) => Promise<StoredRecord | null>;
