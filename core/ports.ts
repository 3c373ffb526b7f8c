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

/** Content as it was loaded. The receiver owns `bytes`. */
export interface Blob {
  bytes: Uint8Array<ArrayBuffer>;
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
