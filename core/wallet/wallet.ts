/**
 * What a wallet does, whatever its format: records by domain and access, in the
 * clear on this side and sealed on the other.
 *
 * @module
 */

import type { WalletRecord } from "./record.ts";

/** The two names of a record. */
export interface RecordName {
  /** What it belongs to, such as a company. */
  domain: string;
  /** Which of the domain's records it is. */
  access: string;
}

/** A record as a list shows it. */
export interface Summary extends RecordName {
  /** When it was last changed, as its format writes it; `null` if unknown. */
  updated: string | null;
}

/** What to change of a record; what is not named stays as it is. */
export interface RecordPatch {
  /** A new user id. */
  uid?: string;
  /** A new password. */
  pwd?: string;
  /** Info entries to add or replace. */
  info?: ReadonlyMap<string, string>;
  /** Names of info entries to take away. */
  withoutInfo?: readonly string[];
}

/** A record to be stored whole, as `load` does. */
export interface Insertion {
  /** The record; its `updated` is kept, if it has one. */
  record: WalletRecord;
  /** Whether it may replace one of the same name. */
  overwrite: boolean;
}

/**
 * An open wallet. Methods that need plaintext ask for the password when they are
 * first called, and not before; the key is derived once. Dispose of it to wipe the
 * key and to let go of the store.
 */
export interface Wallet extends AsyncDisposable {
  /** Which format it has. */
  readonly format: "secret-wallet" | "coffer";
  /** Where it is, for messages. */
  readonly location: string;
  /**
   * Whether `names`, `rename` and `delete` need the password too. In v1 they always do:
   * lists are verified, and changes sealed, even where the store sees the names.
   */
  readonly sealsNames: boolean;
  /**
   * Makes sure that the password opens what is there; asks for it if need be. Every
   * method that writes with a key does this first.
   *
   * @throws {AuthenticationError} if it does not
   */
  unlock(): Promise<void>;
  /** The names of all records, or of one domain's, in code-point order. */
  names(filter?: { domain?: string }): AsyncIterable<Summary>;
  /** The record under `name`, opened, or `null`. */
  get(name: RecordName): Promise<WalletRecord | null>;
  /** Every record, opened, in code-point order of its names. */
  records(): AsyncIterable<WalletRecord>;
  /**
   * Changes a record, or makes it.
   *
   * @throws {ConflictError} if somebody else has just changed it
   */
  set(name: RecordName, patch: RecordPatch): Promise<"inserted" | "updated">;
  /**
   * Stores whole records. Gives the names of those that were there already and were
   * therefore left alone.
   */
  insert(insertions: readonly Insertion[]): Promise<RecordName[]>;
  /**
   * Gives a record another name.
   *
   * @throws {NotFoundError} if there is none under `from`
   * @throws {NameTakenError} if there is one under `to` and `force` is not set
   */
  rename(from: RecordName, to: RecordName, options?: { force?: boolean }): Promise<void>;
  /**
   * Removes records.
   *
   * @throws {NotFoundError} if one is not there; nothing is removed then
   */
  delete(names: readonly RecordName[]): Promise<void>;
  /**
   * Removes one info entry without needing its value.
   *
   * @throws {NotFoundError} if there is no such record or entry
   */
  deleteInfo(name: RecordName, info: string): Promise<void>;
}
