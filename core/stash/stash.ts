/**
 * The stash: one sealed file that holds a tree of keys with byte values.
 *
 * Opening derives the key once and reads the file once; reading afterwards
 * touches neither. Every change is committed at once, or many together with
 * `batch`. When another process has changed the file meanwhile, a change is
 * applied to the newer tree, unless both changed the same key.
 *
 * @module
 */

import { sameBytes, wipe } from "../bytes.ts";
import { type RandomSource, systemRandom } from "../crypto/random.ts";
import {
  AuthenticationError,
  ConflictError,
  ExistsError,
  NotFoundError,
  UnavailableError,
} from "../errors.ts";
import type { BlobStore, Version } from "../ports.ts";
import { type Batch, draft } from "./batch.ts";
import { apply, assertUntouched, type Change, wipeTree } from "./change.ts";
import {
  type Envelope,
  type KeyParameters,
  loadStashFile,
  parseEnvelope,
} from "./envelope.ts";
import { MAX_DEPTH, SSTASH_DEPTH } from "./inner.ts";
import { formatKey, type Key } from "./key.ts";
import * as tree from "./tree.ts";
import {
  checkParameters,
  DEFAULT_ITERATIONS,
  deriveKey,
  MAX_ITERATIONS,
  newParameters,
  openTree,
  sealTree,
} from "./unlock.ts";

/** What may be said when a stash is opened. */
export interface OpenOptions {
  /** The most PBKDF2 iterations that the file may ask for (default 10,000,000). */
  maxIterations?: number;
  /** Allows keys deeper than sstash itself can open. */
  beyondSstash?: boolean;
  /** Where salts and nonces come from (default: the system's generator). */
  random?: RandomSource;
}

/** What may be said when a stash is made. */
export interface CreateOptions extends OpenOptions {
  /** PBKDF2 iterations, 220,000 to 10,000,000 (default 262,144). */
  iterations?: number;
}

/** What may be said when a password is changed. */
export interface ChangePasswordOptions {
  /** As in `CreateOptions`; by default what the stash has, or 262,144 if that is more. */
  iterations?: number;
}

/** A password, or a way to get it that is used only when it is needed. */
export type PasswordSource = string | (() => Promise<string>);

/** The name of the copy that stands by while a password is changed. */
export const WAY_BACK_SUFFIX = ".before-passwd";

/**
 * How often a commit starts anew because others were quicker. Each time means
 * that somebody else's change went through.
 */
const MAX_ATTEMPTS = 100;

/** A stash as it was read: the tree, and what is needed to write it back. */
interface Opened {
  parameters: KeyParameters;
  root: tree.Node;
  version: Version;
}

/**
 * Opens the stash in `store`.
 *
 * @throws {NotFoundError} if there is none
 * @throws {AuthenticationError} if the password is wrong or the file is damaged
 * @throws {DamagedError} if the file or the tree in it is malformed
 * @throws {UnknownHashError} if the file names a hash that is not known
 * @throws {LimitError} if it asks for too much work or is nested too deep
 *
 * @example
 * ```ts
 * import { createStash, openStash } from "./stash.ts";
 * import { memoryBlobStore } from "../../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * const store = memoryBlobStore();
 * using made = await createStash(store, "correct horse battery staple");
 * await made.write(["mail", "work"], new TextEncoder().encode("hunter2"));
 *
 * using stash = await openStash(store, "correct horse battery staple");
 * assert.equal(new TextDecoder().decode(stash.read(["mail", "work"])), "hunter2");
 * ```
 */
export async function openStash(
  store: BlobStore,
  password: PasswordSource,
  options: OpenOptions = {},
): Promise<Stash> {
  const { envelope, version } = await loadEnvelope(store);
  const maxIterations = options.maxIterations ?? MAX_ITERATIONS;
  checkParameters(envelope, maxIterations);
  const key = await deriveKey(await resolve(password), envelope);
  const opened = unseal(key, envelope, version);
  return new Stash(store, key, opened, options);
}

/**
 * Makes an empty stash in `store` and opens it.
 *
 * @throws {ExistsError} if there is something in the store already
 * @throws {LimitError} if `iterations` is out of range
 */
export async function createStash(
  store: BlobStore,
  password: PasswordSource,
  options: CreateOptions = {},
): Promise<Stash> {
  const random = options.random ?? systemRandom;
  const parameters = newParameters(options.iterations ?? DEFAULT_ITERATIONS, random);
  if (await store.load() !== null) throw exists(store);
  const key = await deriveKey(await resolve(password), parameters);
  const root = tree.emptyNode();
  const file = sealTree(key, parameters, root, random);
  try {
    const version = await store.save(file, "absent");
    return new Stash(store, key, { parameters, root, version }, options);
  } catch (error) {
    throw error instanceof ConflictError ? exists(store) : error;
  }
}

async function resolve(password: PasswordSource): Promise<string> {
  return typeof password === "string" ? password : await password();
}

function exists(store: BlobStore): ExistsError {
  return new ExistsError(`${store.location} is there already; nothing was changed`, {
    hint: "choose another name, or open the stash that is there",
  });
}

/** Loads and parses in a scope of its own, so that the file's bytes can go early. */
async function loadEnvelope(
  store: BlobStore,
): Promise<{ envelope: Envelope; version: Version }> {
  const { bytes, version } = await loadStashFile(store);
  return { envelope: parseEnvelope(bytes), version };
}

function unseal(key: Uint8Array, envelope: Envelope, version: Version): Opened {
  const { sealed, ...parameters } = envelope;
  return { parameters, root: openTree(key, sealed), version };
}

/** An open stash. Dispose of it (`using`) to wipe its key and values. */
export class Stash implements Disposable {
  readonly #store: BlobStore;
  readonly #random: RandomSource;
  readonly #maxDepth: number;
  #key: Uint8Array<ArrayBuffer>;
  #opened: Opened;
  #turn: Promise<unknown> = Promise.resolve();

  /** For `openStash` and `createStash`. */
  constructor(
    store: BlobStore,
    key: Uint8Array<ArrayBuffer>,
    opened: Opened,
    options: OpenOptions,
  ) {
    this.#store = store;
    this.#key = key;
    this.#opened = opened;
    this.#random = options.random ?? systemRandom;
    this.#maxDepth = options.beyondSstash ? MAX_DEPTH : SSTASH_DEPTH;
  }

  /** How the key is derived: hash, salt and iterations. */
  get parameters(): Readonly<KeyParameters> {
    return this.#opened.parameters;
  }

  /** Whether there is a node at `key`, with a value or without. */
  has(key: Key): boolean {
    return tree.find(this.#opened.root, key) !== null;
  }

  /**
   * The value at `key`, in a new array that the caller owns.
   *
   * @throws {NotFoundError} if there is no such key, or it has no value
   */
  read(key: Key): Uint8Array<ArrayBuffer> {
    const { value } = tree.locate(this.#opened.root, key);
    if (value !== null) return value.slice() as Uint8Array<ArrayBuffer>;
    throw new NotFoundError(`${formatKey(key)} has no value, only keys below it`, {
      hint: "`coffer stash ls` lists them",
    });
  }

  /**
   * The names below `key`, in file order. Without `key`, those of the root.
   *
   * @throws {NotFoundError} if there is no such key
   */
  children(key: Key = []): string[] {
    return [...tree.locate(this.#opened.root, key).children.keys()];
  }

  /**
   * Every node below `key` in file order, a node before its children. The values
   * are the stash's own: look, do not change.
   *
   * @throws {NotFoundError} if there is no such key
   */
  entries(key: Key = []): Iterable<tree.Entry> {
    return tree.walk(tree.locate(this.#opened.root, key), key);
  }

  /**
   * Sets the value at `key` and commits. Missing parents come into being. The
   * stash keeps a copy.
   *
   * @throws {LimitError} if the key is too deep
   * @throws {ConflictError} if somebody else changed this key meanwhile
   */
  async write(key: Key, value: Uint8Array): Promise<void> {
    await this.batch((batch) => batch.write(key, value));
  }

  /**
   * Removes the node at `key` with all below it, commits, and gives the value it
   * had (`null` if none). The empty key clears the whole stash.
   *
   * @throws {NotFoundError} if there is no such key
   * @throws {ConflictError} if somebody else changed it meanwhile
   */
  async remove(key: Key): Promise<Uint8Array | null> {
    return await this.batch((batch) => batch.remove(key));
  }

  /**
   * Moves the node at `from` with all below it to `to` and commits.
   *
   * @throws {NotFoundError} if there is nothing at `from`
   * @throws {NameTakenError} if there is something at `to`
   * @throws {ConflictError} if somebody else changed either meanwhile
   */
  async move(from: Key, to: Key): Promise<void> {
    await this.batch((batch) => batch.move(from, to));
  }

  /**
   * Makes many changes in one commit. If `work` throws, nothing has changed.
   *
   * @example
   * ```ts
   * import { createStash } from "./stash.ts";
   * import { memoryBlobStore } from "../../backends/memory.ts";
   * import assert from "node:assert/strict";
   *
   * using stash = await createStash(memoryBlobStore(), "correct horse");
   * await stash.batch((batch) => {
   *   batch.write(["a"], new Uint8Array([1]));
   *   batch.write(["b"], new Uint8Array([2]));
   *   batch.move(["a"], ["c"]);
   * });
   * assert.deepEqual(stash.children(), ["b", "c"]);
   * ```
   */
  async batch<T>(work: (batch: Batch) => T): Promise<T> {
    return await this.#inTurn(async () => {
      const { batch, root, changes } = draft(this.#opened.root, this.#maxDepth);
      const result = work(batch);
      if (changes.length > 0) await this.#commit(root, changes);
      return result;
    });
  }

  /** Reads the file again, to see what others have written meanwhile. */
  async refresh(): Promise<void> {
    await this.#inTurn(async () => {
      this.#opened = await this.#reload();
    });
  }

  /**
   * Changes the password, the cost of guessing it, or both: a new salt, SHA-512,
   * one commit.
   *
   * The new file is opened in memory with the new password before it is written,
   * and read back afterwards; until then a copy of the old file stands beside it
   * (`WAY_BACK_SUFFIX`).
   *
   * @throws {LimitError} if `iterations` is out of range
   * @throws {UnavailableError} if what was read back differs; the old file is back in place then
   */
  async changePassword(
    password: PasswordSource,
    options: ChangePasswordOptions = {},
  ): Promise<void> {
    const { iterations } = this.parameters;
    const parameters = newParameters(
      options.iterations ?? Math.max(iterations, DEFAULT_ITERATIONS),
      this.#random,
    );
    const key = await deriveKey(await resolve(password), parameters);
    await this.#inTurn(() =>
      this.#retrying(async () => {
        const file = sealTree(key, parameters, this.#opened.root, this.#random);
        this.#assertOpens(key, file);
        const version = await this.#replaceWatched(file);
        wipe(this.#key);
        this.#key = key;
        this.#opened = { ...this.#opened, parameters, version };
      })
    );
  }

  /** Wipes the key and all values; the stash cannot be used afterwards. */
  [Symbol.dispose](): void {
    wipe(this.#key);
    wipeTree(this.#opened.root);
    this.#opened.root.children.clear();
  }

  /** One change after the other, also when the caller does not wait for each. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #commit(root: tree.Node, changes: Change[]): Promise<void> {
    let next = root;
    await this.#retrying(async () => {
      const { parameters, version } = this.#opened;
      const file = sealTree(this.#key, parameters, next, this.#random);
      const saved = await this.#store.save(file, version);
      this.#opened = { parameters, root: next, version: saved };
    }, (theirs) => {
      for (const change of changes) {
        assertUntouched(change, this.#opened.root, theirs);
      }
      next = tree.clone(theirs);
      for (const change of changes) apply(next, change, { maxDepth: this.#maxDepth });
    });
  }

  /** Runs `save` until nobody else was quicker; `rebase` sees each newer tree first. */
  async #retrying(
    save: () => Promise<void>,
    rebase: (theirs: tree.Node) => void = () => {},
  ): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        return await save();
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
      const newer = await this.#reload();
      rebase(newer.root);
      this.#opened = newer;
    }
  }

  async #reload(): Promise<Opened> {
    const { envelope, version } = await loadEnvelope(this.#store);
    try {
      return unseal(this.#key, envelope, version);
    } catch (cause) {
      if (!(cause instanceof AuthenticationError)) throw cause;
      throw new ConflictError("somebody else has just changed the password", {
        hint: "open the stash again with the new one",
        cause,
      });
    }
  }

  #assertOpens(key: Uint8Array, file: Uint8Array): void {
    const copy = openTree(key, parseEnvelope(file).sealed);
    const fits = tree.same(copy, this.#opened.root);
    wipeTree(copy);
    if (!fits) {
      throw new UnavailableError("the new file does not read back; kept the old");
    }
  }

  async #replaceWatched(file: Uint8Array): Promise<Version> {
    const before = await this.#store.load();
    if (before === null || before.version !== this.#opened.version) {
      throw new ConflictError(`${this.#store.location} has just changed`);
    }
    const wayBack = this.#store.sibling(WAY_BACK_SUFFIX);
    const leftover = await wayBack.load();
    const kept = await wayBack.save(before.bytes, leftover?.version ?? "absent");
    const version = await this.#saveOrForget(file, wayBack, kept);
    const after = await this.#store.load();
    if (after === null || !sameBytes(after.bytes, file)) {
      await this.#store.save(before.bytes, after?.version ?? "absent");
      throw new UnavailableError("the new file does not read back; the old one is back");
    }
    await wayBack.remove(kept);
    return version;
  }

  async #saveOrForget(
    file: Uint8Array,
    wayBack: BlobStore,
    kept: Version,
  ): Promise<Version> {
    try {
      return await this.#store.save(file, this.#opened.version);
    } catch (error) {
      // Nothing was replaced, so the copy has no use; losing it is no loss.
      await wayBack.remove(kept).catch(() => {});
      throw error;
    }
  }
}
