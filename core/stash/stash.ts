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

import { wipingOnFailure } from "../bytes.ts";
import { systemRandom } from "../crypto/random.ts";
import { ConflictError, ExistsError } from "../errors.ts";
import type { BlobStore, Version } from "../ports.ts";
import { shownPath } from "../shown_path.ts";
import { Stash } from "./opened.ts";
import { DEFAULT_ITERATIONS, deriveKey, newParameters } from "./derive.ts";
import {
  type CreateOptions,
  type PasswordSource,
  resolveNewPassword,
} from "./options.ts";
import { emptyNode } from "./tree.ts";
import { sealTree } from "./unlock.ts";

export { openStash } from "./open.ts";
export { Stash } from "./opened.ts";
export type {
  ChangePasswordOptions,
  CreateOptions,
  OpenOptions,
  PasswordSource,
} from "./options.ts";
export { WAY_BACK_SUFFIX } from "./replace.ts";

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

function exists(store: BlobStore): ExistsError {
  const where = shownPath(store.location);
  return new ExistsError(`${where} is there already; nothing was changed`, {
    hint: "choose another name, or open the stash that is there",
  });
}
