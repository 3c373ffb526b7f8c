/**
 * An open stash: reads from the tree in memory, commits changes to the store.
 *
 * @module
 */

import { wipe } from "../bytes.ts";
import { type RandomSource, systemRandom } from "../crypto/random.ts";
import {
  AuthenticationError,
  ConflictError,
  NotFoundError,
  UsageError,
} from "../errors.ts";
import type { BlobStore } from "../ports.ts";
import { type Batch, Draft, writing } from "./batch.ts";
import { apply, assertUntouched, type Change, wipeTree } from "./change.ts";
import { type KeyParameters, loadEnvelope } from "./envelope.ts";
import { MAX_DEPTH, SSTASH_DEPTH } from "./inner.ts";
import { shownKey } from "../shown_path.ts";
import { DEFAULT_ITERATIONS, deriveKey, newParameters } from "./derive.ts";
import type { Key } from "./key.ts";
import {
  type ChangePasswordOptions,
  type OpenOptions,
  type PasswordSource,
  resolveNewPassword,
} from "./options.ts";
import { assertOpens, judge, type Opened, sameParameters, unseal } from "./load.ts";
import { replaceWithWayBack } from "./replace.ts";
import { retryConflicts, Turns } from "./turns.ts";
import * as tree from "./tree.ts";
import { sealTree } from "./unlock.ts";

/** An open stash. Dispose of it (`using`) to wipe its key and values. */
export class Stash implements Disposable {
  readonly #store: BlobStore;
  readonly #random: RandomSource;
  readonly #maxDepth: number;
  readonly #turns = new Turns();
  #key: Uint8Array<ArrayBuffer>;
  #opened: Opened;
  #closed = false;

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
    this.#assertOpen();
    return tree.find(this.#opened.root, key) !== null;
  }

  /**
   * The value at `key`, in a new array that the caller owns.
   *
   * @throws {NotFoundError} if there is no such key, or it has no value
   */
  read(key: Key): Uint8Array<ArrayBuffer> {
    const { value } = this.#locate(key);
    if (value !== null) return value.slice() as Uint8Array<ArrayBuffer>;
    throw new NotFoundError(`${shownKey(key)} has no value, only keys below it`, {
      hint: "`coffer stash ls` lists them",
    });
  }

  /**
   * The names below `key`, in file order. Without `key`, those of the root.
   *
   * @throws {NotFoundError} if there is no such key
   */
  children(key: Key = []): string[] {
    return [...this.#locate(key).children.keys()];
  }

  /**
   * Every node below `key` in file order, a node before its children. The values
   * are the stash's own: look, do not change.
   *
   * @throws {NotFoundError} if there is no such key
   */
  entries(key: Key = []): Iterable<tree.Entry> {
    return tree.walk(this.#locate(key), key);
  }

  /**
   * Sets the value at `key` and commits. Missing parents come into being. The
   * stash keeps a copy.
   *
   * @throws {LimitError} if the key is too deep, or all values together have 1 GiB
   * @throws {ConflictError} if somebody else changed this key meanwhile
   */
  async write(key: Key, value: Uint8Array): Promise<void> {
    await this.#makeOne(writing(key, value));
  }

  /**
   * Removes the node at `key` with all below it, commits, and gives the value it
   * had (`null` if none). The empty key clears the whole stash.
   *
   * @throws {NotFoundError} if there is no such key
   * @throws {ConflictError} if somebody else changed it meanwhile
   */
  async remove(key: Key): Promise<Uint8Array | null> {
    return await this.#makeOne({ do: "remove", key: [...key] });
  }

  /**
   * Moves the node at `from` with all below it to `to` and commits.
   *
   * @throws {NotFoundError} if there is nothing at `from`
   * @throws {NameTakenError} if there is something at `to`
   * @throws {ConflictError} if somebody else changed either meanwhile
   */
  async move(from: Key, to: Key): Promise<void> {
    await this.#makeOne({ do: "move", from: [...from], to: [...to] });
  }

  /**
   * Makes many changes in one commit; `Batch` has an example. If `work` throws,
   * nothing has changed. It must not be async: do what takes time first.
   */
  async batch<T>(work: (batch: Batch) => T): Promise<T> {
    return await this.#inDraft((draft) => draft.fill(work));
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
   * @throws {WeakPasswordError} if the new password is empty
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
    const key = await deriveKey(await resolveNewPassword(password), parameters);
    await this.#inTurn(() =>
      this.#retrying(async () => {
        const file = sealTree(key, parameters, this.#opened.root, this.#random);
        assertOpens(key, file, this.#opened.root);
        try {
          const { version, forget } = await replaceWithWayBack(this.#store, {
            file,
            expected: this.#opened.version,
            judge: (bytes) => judge(bytes, key, parameters),
          });
          this.#takeOver(key, { ...this.#opened, parameters, version });
          await forget();
        } catch (error) {
          await this.#takeOverIfWritten(key, parameters, error);
          throw error;
        }
      })
    );
  }

  /** Wipes the key and all values; the stash cannot be used afterwards. */
  [Symbol.dispose](): void {
    this.#closed = true;
    wipe(this.#key);
    wipeTree(this.#opened.root);
    this.#opened.root.children.clear();
  }

  async #makeOne(change: Change): Promise<Uint8Array | null> {
    return await this.#inDraft((draft) => draft.make(change));
  }

  /** Commits what `work` does to a draft of the tree as it is when its turn comes. */
  async #inDraft<T>(work: (draft: Draft) => T): Promise<T> {
    return await this.#inTurn(async () => {
      const draft = new Draft(this.#opened.root, this.#maxDepth);
      const result = work(draft);
      if (draft.changes.length > 0) await this.#commit(draft);
      return result;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => {
      this.#assertOpen();
      return work();
    });
  }

  async #commit({ root, changes }: Draft): Promise<void> {
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

  /** Runs `save`; when others were quicker, `rebase` sees the newer tree, then again. */
  async #retrying(
    save: () => Promise<void>,
    rebase: (theirs: tree.Node) => void = () => {},
  ): Promise<void> {
    await retryConflicts(save, async () => {
      const newer = await this.#reload();
      rebase(newer.root);
      this.#opened = newer;
    });
  }

  #takeOver(key: Uint8Array<ArrayBuffer>, opened: Opened): void {
    if (key !== this.#key) wipe(this.#key);
    this.#key = key;
    this.#opened = opened;
  }

  /** A save that failed may have been carried out; then the new key is the one. */
  async #takeOverIfWritten(
    key: Uint8Array<ArrayBuffer>,
    parameters: KeyParameters,
    error: unknown,
  ): Promise<void> {
    if (error instanceof ConflictError) return;
    const now = await loadEnvelope(this.#store).catch(() => null);
    if (now === null || !sameParameters(now.envelope, parameters)) return;
    this.#takeOver(key, unseal(key, now.envelope, now.version));
  }

  #assertOpen(): void {
    if (this.#closed) throw new UsageError("this stash has been closed");
  }

  #locate(key: Key): tree.Node {
    this.#assertOpen();
    return tree.locate(this.#opened.root, key);
  }

  async #reload(): Promise<Opened> {
    const { envelope, version } = await loadEnvelope(this.#store);
    try {
      // What stands in the clear may be wrong; the parameters that gave this key are not.
      const { parameters } = this.#opened;
      return { ...unseal(this.#key, envelope, version), parameters };
    } catch (cause) {
      if (!(cause instanceof AuthenticationError)) throw cause;
      throw new ConflictError("somebody else has just changed the password", {
        hint: "open the stash again with the new one",
        cause,
      });
    }
  }
}
