/**
 * A stash in a file: replaced as a whole, never half-written, never by two
 * writers at once.
 *
 * A save resolves symbolic links once, takes the lock on the real folder, reads
 * the file again and compares, writes a temporary file beside it (mode 0600, an
 * unguessable name, synced), renames it into place and syncs the folder. After a
 * crash at any step there is the old file or the new one; a temporary file that
 * was left is swept by the next save.
 *
 * @module
 */

import { toHex } from "../../core/bytes.ts";
import { ConflictError, RefusedError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import type { Blob, BlobStore, Expected, Version } from "../../core/ports.ts";
import { versionOf, versionOfFile } from "./digest.ts";
import { withLock } from "./lock.ts";
import { type Place, realPlace } from "./place.ts";

/** What may be said about how a file is kept. */
export interface FileOptions {
  /** How long to wait for another writer, in milliseconds (default 30,000). */
  lockTimeout?: number;
}

const DEFAULT_LOCK_TIMEOUT = 30_000;
const OWNER_ONLY = 0o600;
const TEMPORARY_NAME_BYTES = 12;

/**
 * The file at `path` as a place for ciphertext.
 *
 * Needs read access to the folder and the file, for saving also write access to
 * both. Hard-linked files are refused on saving, since a rename would part the
 * names.
 */
export function fileBlobStore(path: string, options: FileOptions = {}): BlobStore {
  return new FileBlobStore(path, options);
}

class FileBlobStore implements BlobStore {
  readonly location: string;
  readonly #options: FileOptions;

  constructor(path: string, options: FileOptions) {
    this.location = path;
    this.#options = options;
  }

  async load(): Promise<Blob | null> {
    try {
      const bytes = await Deno.readFile(this.location);
      return { bytes, version: await versionOf(bytes) };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw fromOsError(error, `cannot read ${this.location}`);
    }
  }

  save(bytes: Uint8Array, expected: Expected): Promise<Version> {
    return this.#exclusively("write", async (place, folder) => {
      const existing = await expectVersion(place, expected);
      await sweep(place);
      await replace(place, bytes, existing);
      await syncFolder(folder);
      return await versionOf(bytes);
    });
  }

  remove(expected: Version): Promise<void> {
    return this.#exclusively("remove", async (place, folder) => {
      await expectVersion(place, expected);
      await Deno.remove(place.path);
      await syncFolder(folder);
    });
  }

  sibling(suffix: string): BlobStore {
    return new FileBlobStore(this.location + suffix, this.#options);
  }

  async #exclusively<T>(
    what: string,
    work: (place: Place, folder: Deno.FsFile) => Promise<T>,
  ): Promise<T> {
    try {
      const place = await realPlace(this.location);
      const timeout = this.#options.lockTimeout ?? DEFAULT_LOCK_TIMEOUT;
      return await withLock(place.folder, timeout, (folder) => work(place, folder));
    } catch (error) {
      throw fromOsError(error, `cannot ${what} ${this.location}`);
    }
  }
}

/** What is at `place`, if it is what was expected there; the lock must be held. */
async function expectVersion(
  place: Place,
  expected: Expected,
): Promise<Deno.FileInfo | null> {
  const found = await inspect(place);
  if ((found?.version ?? "absent") !== expected) {
    throw new ConflictError(`${place.path} has changed since it was read`);
  }
  const { info } = found ?? { info: null };
  if (info !== null && (info.nlink ?? 1) > 1) {
    throw new RefusedError(`${place.path} has more than one name (hard links)`, {
      hint: "saving would part them; keep one name, or use symbolic links",
    });
  }
  return info;
}

async function inspect(
  place: Place,
): Promise<{ info: Deno.FileInfo; version: Version } | null> {
  try {
    using file = await Deno.open(place.path);
    const info = await file.stat();
    return { info, version: await versionOfFile(file) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function replace(
  place: Place,
  bytes: Uint8Array,
  existing: Deno.FileInfo | null,
): Promise<void> {
  const random = toHex(crypto.getRandomValues(new Uint8Array(TEMPORARY_NAME_BYTES)));
  const temporary = `${place.folder}/${temporaryPrefix(place)}${random}`;
  try {
    await writeSynced(temporary, bytes);
    if (existing !== null) await keepOwnerAndMode(temporary, existing);
    await Deno.rename(temporary, place.path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, {
    createNew: true,
    write: true,
    mode: OWNER_ONLY,
  });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
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

/** Removes what a crash has left; whoever holds the lock is the only writer. */
async function sweep(place: Place): Promise<void> {
  const prefix = temporaryPrefix(place);
  for await (const { name } of Deno.readDir(place.folder)) {
    if (name.startsWith(prefix)) await Deno.remove(`${place.folder}/${name}`);
  }
}

function temporaryPrefix(place: Place): string {
  return `.${place.name}.coffer-`;
}

async function syncFolder(folder: Deno.FsFile): Promise<void> {
  // Windows has no such call for folders; its renames are journalled.
  if (Deno.build.os !== "windows") await folder.sync();
}
