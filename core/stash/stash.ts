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

import { wipe } from "../bytes.ts";
import { systemRandom } from "../crypto/random.ts";
import { ConflictError, ExistsError } from "../errors.ts";
import type { BlobStore, Version } from "../ports.ts";
import { shownPath } from "../shown_path.ts";
import { heldKeyName, openHeld } from "./held_key.ts";
import { loadEnvelope, unseal } from "./load.ts";
import { Stash } from "./opened.ts";
import {
  type CreateOptions,
  type OpenOptions,
  type PasswordSource,
  resolveNewPassword,
  resolvePassword,
} from "./options.ts";
import { emptyNode } from "./tree.ts";
import {
  checkParameters,
  DEFAULT_ITERATIONS,
  deriveKey,
  newParameters,
  sealTree,
} from "./unlock.ts";

export { Stash } from "./opened.ts";
export type {
  ChangePasswordOptions,
  CreateOptions,
  OpenOptions,
  PasswordSource,
} from "./options.ts";
export { WAY_BACK_SUFFIX } from "./replace.ts";

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
  checkParameters(envelope, options.maxIterations);
  const { held } = options;
  const before = held === undefined ? null : await openHeld(envelope, version, held);
  if (before !== null) return new Stash(store, before.key, before.opened, options);
  const key = await deriveKey(await resolvePassword(password), envelope);
  return await wipingOnFailure(key, async () => {
    const opened = unseal(key, envelope, version);
    await held?.put(heldKeyName(envelope), key);
    return new Stash(store, key, opened, options);
  });
}

/**
 * Makes an empty stash in `store` and opens it.
 *
 * @throws {ExistsError} if there is something in the store already
 * @throws {WeakPasswordError} if the password is empty
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
  const key = await deriveKey(await resolveNewPassword(password), parameters);
  return await wipingOnFailure(key, async () => {
    const root = emptyNode();
    const file = sealTree(key, parameters, root, random);
    const version = await saveFirst(store, file);
    return new Stash(store, key, { parameters, root, version }, options);
  });
}

async function saveFirst(store: BlobStore, file: Uint8Array): Promise<Version> {
  try {
    return await store.save(file, "absent");
  } catch (error) {
    throw error instanceof ConflictError ? exists(store) : error;
  }
}

async function wipingOnFailure<T>(
  key: Uint8Array,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    wipe(key);
    throw error;
  }
}

function exists(store: BlobStore): ExistsError {
  const where = shownPath(store.location);
  return new ExistsError(`${where} is there already; nothing was changed`, {
    hint: "choose another name, or open the stash that is there",
  });
}
