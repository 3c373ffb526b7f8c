/**
 * The port between Coffer and the places where ciphertext is kept.
 *
 * Ports carry ciphertext only: never a key, a password or a plaintext. Every
 * write is compare-and-set. A version is an opaque token: compare it for
 * equality, never look inside.
 *
 * @module
 */

/** What a store hands out with content, to name that very content later. */
export type Version = string & { readonly __version: unique symbol };

/** What a writer expects to find: a version it has seen, or nothing. */
export type Expected = Version | "absent";

/** Content as it was loaded. */
export interface Blob {
  /** The whole content; the receiver's own. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Names this very content in `save` and `remove`. */
  version: Version;
}

/** A place for one piece of ciphertext. */
export interface BlobStore {
  /** Where it is, for messages: a path or a URL, never a secret. */
  readonly location: string;
  /**
   * The content, or `null` if there is none.
   *
   * @throws {PermissionError | UnavailableError} if it cannot be read
   * @throws {LimitError} if it has more than `MOST_BLOB_BYTES` (sizes.ts)
   */
  load(): Promise<Blob | null>;
  /**
   * Replaces the content if it is still what `expected` names; all or nothing,
   * also when the machine stops half-way. The store does not keep `bytes`.
   *
   * @throws {ConflictError} if the content is another by now
   * @throws {LockedError} if another process held the lock for too long
   * @throws {PermissionError | UnavailableError | RefusedError} if it cannot be written
   */
  save(bytes: Uint8Array, expected: Expected): Promise<Version>;
  /**
   * Removes the content if it is still what `expected` names.
   *
   * @throws as `save`
   */
  remove(expected: Version): Promise<void>;
  /** The store for a companion of this content, such as a copy made before a risk. */
  sibling(suffix: string): BlobStore;
}

/** The name under which a store keeps a record: plain in v0, keyed hashes in v1. */
export interface RecordKey {
  /** The first part; the stores group by it. */
  readonly domain: string;
  /** The second part. */
  readonly access: string;
}

/** What an attribute of a record holds. `null` is kept apart from an absent one. */
export type Attribute = string | null | ReadonlyMap<string, string>;

/**
 * A record as it is stored: its key and what the format makes of it, all of it
 * ciphertext or meant to be seen. A store keeps attributes as they are and knows
 * nothing of their meaning. Map entries keep their order where the engine does.
 */
export interface StoredRecord extends RecordKey {
  /** By name, in the order of the store. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** Something stored, with the version to name when it is changed. */
export interface Versioned<T> {
  /** What is stored. */
  readonly value: T;
  /** Names this very content. */
  readonly version: Version;
}

/** One part of a commit, with what its writer expects to find. */
export type RecordChange =
  | { readonly do: "put"; readonly record: StoredRecord; readonly expected: Expected }
  | { readonly do: "delete"; readonly key: RecordKey; readonly expected: Version }
  | { readonly do: "header"; readonly header: string; readonly expected: Expected };

/** What a kind of store can do; data with a test for each value. */
export interface RecordFeatures {
  /** How many changes one commit takes, all of which happen or none (1 or more). */
  readonly atomicChanges: number;
  /**
   * How many `get`s one request answers if they are asked for at the same time (1 or more).
   * Where it is 1, each is a request of its own, and many are quicker by one `scan`.
   */
  readonly getsTogether: number;
  /** The attributes that it can hold; `null` for any, as v1 needs. */
  readonly attributes: readonly string[] | null;
  /** Whether it can hold a header, as v1 needs. */
  readonly header: boolean;
}

/** A copy of a store's whole content, made at one moment. */
export interface Backup {
  /** Names it for `restore`; opaque. */
  readonly id: string;
  /** What its maker called it. */
  readonly label: string;
  /** When it was made: UTC, ISO 8601. */
  readonly made: string;
}

/** A place for records and one header. */
export interface RecordStore extends AsyncDisposable {
  /** Where it is, for messages: a path or a URL, never a secret. */
  readonly location: string;
  /** What this store can do. */
  readonly features: RecordFeatures;
  /** The header, or `null` if there is none (a v0 store never has one). */
  header(): Promise<Versioned<string> | null>;
  /** The record at `key`, or `null`. Takes no longer when there are more records. */
  get(key: RecordKey): Promise<Versioned<StoredRecord> | null>;
  /** All records, or those of one domain, in code-point order of domain, then access. */
  list(filter?: { domain?: string }): AsyncIterable<Versioned<StoredRecord>>;
  /** All records in whatever order is quickest. */
  scan(): AsyncIterable<Versioned<StoredRecord>>;
  /**
   * Makes all of `changes`, or none. No two may touch the same key.
   *
   * @throws {ConflictError} if something is not as expected; it names what
   * @throws {LimitError} if there are more than `features.atomicChanges`
   * @throws {LockedError | PermissionError | UnavailableError}
   */
  commit(changes: readonly RecordChange[]): Promise<void>;
  /** Copies everything aside. */
  backup(label: string): Promise<Backup>;
  /** The backups that there are, oldest first. */
  backups(): Promise<Backup[]>;
  /**
   * Puts everything back as it was when `id` was made. What is there now is
   * backed up first, under the label `before restore`.
   *
   * @throws {NotFoundError} if there is no such backup
   */
  restore(id: string): Promise<void>;
}
