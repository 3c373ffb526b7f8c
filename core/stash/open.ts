/**
 * Opening a stash.
 *
 * What is needed only once the key is there is loaded while it is derived.
 *
 * @module
 */

import { wipingOnFailure } from "../bytes.ts";
import type { BlobStore } from "../ports.ts";
import { checkParameters, deriveKey } from "./derive.ts";
import { loadEnvelope } from "./envelope.ts";
import type { Stash } from "./opened.ts";
import { type OpenOptions, type PasswordSource, resolvePassword } from "./options.ts";

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
  const holding = held === undefined ? null : await import("./held_key.ts");
  const before = await holding?.openHeld(envelope, version, held!) ?? null;
  if (before !== null) {
    const { Stash } = await import("./opened.ts");
    return new Stash(store, before.key, before.opened, options);
  }
  const secret = await resolvePassword(password);
  // The derivation has a thread of its own: what comes after it is loaded meanwhile.
  const [key, { unseal }, { Stash }] = await Promise.all([
    deriveKey(secret, envelope),
    import("./load.ts"),
    import("./opened.ts"),
  ]);
  return await wipingOnFailure(key, async () => {
    const opened = unseal(key, envelope, version);
    await held?.put(holding!.heldKeyName(envelope), key);
    return new Stash(store, key, opened, options);
  });
}
