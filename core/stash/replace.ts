/**
 * Replacing a stash file with a way back: for a change that nothing but reading
 * the new file can prove, such as another password.
 *
 * @module
 */

import { ConflictError, UnavailableError } from "../errors.ts";
import type { BlobStore, Version } from "../ports.ts";

/** The name of the copy that stands by until the new file has been read. */
export const WAY_BACK_SUFFIX = ".before-passwd";

/** What is to be replaced by what. */
export interface Replacement {
  /** The new content. */
  file: Uint8Array;
  /** The version of the old content. */
  expected: Version;
  /** Whether content that was read back is fit to stay: ours, or a newer one. */
  isSound(bytes: Uint8Array): boolean;
}

/** What came of it. */
export interface Replaced {
  /** The version of the new content. */
  version: Version;
  /** Removes the way back, which still stands. */
  forget(): Promise<void>;
}

/**
 * Saves new content in place of old. The old content stands beside it until the
 * new one has been read back, and until the caller forgets it.
 *
 * @throws {ConflictError} if the content is another by now; nothing has changed then
 * @throws {UnavailableError} if what was read back is not sound; the old content is back in place then
 */
export async function replaceWithWayBack(
  store: BlobStore,
  { file, expected, isSound }: Replacement,
): Promise<Replaced> {
  const before = await store.load();
  if (before === null || before.version !== expected) {
    throw new ConflictError(`${store.location} has just changed`);
  }
  const wayBack = store.sibling(WAY_BACK_SUFFIX);
  const leftover = await wayBack.load();
  const kept = await wayBack.save(before.bytes, leftover?.version ?? "absent");
  const forget = () => removeIfStill(wayBack, kept);
  const version = await saveOr(forget, () => store.save(file, expected));
  const after = await store.load();
  if (after !== null && isSound(after.bytes)) return { version, forget };
  await store.save(before.bytes, after?.version ?? "absent");
  throw new UnavailableError("the new file does not read back; the old one is back");
}

/** Somebody else who changes the password now keeps a copy of their own there. */
async function removeIfStill(store: BlobStore, version: Version): Promise<void> {
  try {
    await store.remove(version);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function saveOr(
  forget: () => Promise<void>,
  save: () => Promise<Version>,
): Promise<Version> {
  try {
    return await save();
  } catch (error) {
    // Nothing was replaced, so the copy has no use; failing to remove it is no loss.
    await forget().catch(() => {});
    throw error;
  }
}
