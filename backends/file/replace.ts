/**
 * The steps by which a file is replaced as a whole. Whoever takes them holds the lock
 * on its folder (exclusive.ts).
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../../core/bytes.ts";
import { RefusedError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";
import type { Place } from "./place.ts";

/** The mode of every file that Coffer makes for itself. */
export const OWNER_ONLY = 0o600;
const RANDOM_NAME_BYTES = 12;
const RANDOM_NAME = /^[0-9a-f]{24}$/;
/** A name of more bytes leaves no room for what is added to it; systems end at 255. */
const LONGEST_NAME = 200;

/**
 * Refuses a file with a second name: a rename would part it from the first, and
 * SQLite's journal stands beside one only.
 *
 * @throws {RefusedError} if the file has more than one name
 */
export function refuseHardLinks(path: string, { nlink }: Deno.FileInfo): void {
  if ((nlink ?? 1) <= 1) return;
  throw new RefusedError(`${shownPath(path)} has more than one name (hard links)`, {
    hint: "writing would part them; keep one name, or use symbolic links",
  });
}

/**
 * Puts `bytes` in the place of what is there. `existing` is the file so far, or `null`;
 * the new one keeps its owner and narrows its mode.
 */
export async function replaceFile(
  place: Place,
  bytes: Uint8Array,
  existing: Deno.FileInfo | null,
): Promise<void> {
  const temporary = temporaryPath(place);
  await placed(temporary, place.path, async () => {
    await writeSynced(temporary, bytes);
    if (existing !== null) await keepOwnerAndMode(temporary, existing);
  });
}

/** Renames what `make` makes at `temporary` to `path`; if anything fails, it is removed. */
export async function placed(
  temporary: string,
  path: string,
  make: () => Promise<void>,
): Promise<void> {
  try {
    await make();
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Makes a file that only its owner may read, and writes it through to the disk. */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, {
    createNew: true,
    write: true,
    mode: OWNER_ONLY,
  });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  // A umask may have taken away more than it should.
  const { mode } = await file.stat();
  if (mode !== null && (mode & OWNER_ONLY) !== OWNER_ONLY) {
    await Deno.chmod(path, OWNER_ONLY);
  }
  await file.sync();
}

/** A file keeps its owner, and of its mode what the owner alone may do. */
async function keepOwnerAndMode(path: string, existing: Deno.FileInfo): Promise<void> {
  const { uid, gid, mode } = existing;
  const made = await Deno.stat(path);
  if (uid !== null && uid !== made.uid) await Deno.chown(path, uid, gid);
  const narrowed = (mode ?? OWNER_ONLY) & OWNER_ONLY;
  if (narrowed !== OWNER_ONLY) await Deno.chmod(path, narrowed);
}

/**
 * Removes what a crash has left; whoever holds the lock is the only writer. A folder by
 * such a name was never ours; it stays, and is in nobody's way.
 */
export async function sweep(place: Place): Promise<void> {
  const prefix = temporaryPrefix(place);
  for await (const { name, isDirectory } of Deno.readDir(place.folder)) {
    const isOurs = !isDirectory && name.startsWith(prefix) &&
      RANDOM_NAME.test(name.slice(prefix.length));
    if (!isOurs) continue;
    await Deno.remove(`${place.folder}/${name}`);
  }
}

/** A path that nobody can guess, for a file that `sweep` may remove. */
export function temporaryPath(place: Place): string {
  return `${place.folder}/${temporaryPrefix(place)}${randomName()}`;
}

/** A part of a file name that nobody can guess, in hexadecimal digits. */
export function randomName(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(RANDOM_NAME_BYTES)));
}

function temporaryPrefix({ name }: Place): string {
  const bytes = utf8(name);
  const stem = bytes.length > LONGEST_NAME ? toHex(sha256(bytes)) : name;
  return `.${stem}.coffer-`;
}

/** Writes a folder through to the disk, so that a rename in it outlasts a crash. */
export async function syncFolder(folder: Deno.FsFile): Promise<void> {
  // Windows has no such call for folders; its renames are journalled.
  if (Deno.build.os !== "windows") await folder.sync();
}
