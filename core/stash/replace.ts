/**
 * Replacing a stash file with a way back: for a change that nothing but reading
 * the new file can prove, such as another password.
 *
 * @module
 */

import { ConflictError, UnavailableError } from "../errors.ts";
import type { BlobStore, Version } from "../ports.ts";
import { shownPath } from "../shown_path.ts";
import type { ReadBack } from "./load.ts";

/** The name of the copy that stands by until the new file has been read. */
export const WAY_BACK_SUFFIX = ".before-passwd";

/** What is to be replaced by what. */
export interface Replacement {
  /** The new content. */
  file: Uint8Array;
  /** The version of the old content. */
  expected: Version;
  /** Judges the content that was read back, which it may use up. */
  judge(bytes: Uint8Array<ArrayBuffer>): ReadBack;
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
 * @throws {UnavailableError} if what was read back is damaged; the old content is back
 * in place then, or still stands beside it
 */
export async function replaceWithWayBack(
  store: BlobStore,
  { file, expected, judge }: Replacement,
): Promise<Replaced> {
  const before = await store.load();
  if (before === null || before.version !== expected) {
    throw new ConflictError(`${shownPath(store.location)} has just changed`);
  }
  const wayBack = store.sibling(WAY_BACK_SUFFIX);
  const leftover = await wayBack.load();
  const kept = await wayBack.save(before.bytes, leftover?.version ?? "absent");
  const forget = () => removeIfStill(wayBack, kept);
  const version = await saveOr(forget, () => store.save(file, expected));
  const after = await store.load();
  const found = after === null ? "damaged" : judge(after.bytes);
  if (found === "sound") return { version, forget };
  if (found === "other") throw unclear(store, wayBack);
  await store.save(before.bytes, after?.version ?? "absent");
  throw new UnavailableError("the new file does not read back; the old one is back");
}

/** Damage, or another change of password just now: not ours to overwrite. */
function unclear(store: BlobStore, wayBack: BlobStore): UnavailableError {
  const [where, old] = [store, wayBack].map(({ location }) => shownPath(location));
  return new UnavailableError(`${where} is not what was just written there`, {
    hint: `if the new password does not open it, ${old} is the old file`,
  });
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
