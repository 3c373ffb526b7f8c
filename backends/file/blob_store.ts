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

import { ConflictError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";
import type { Blob, BlobStore, Expected, Version } from "../../core/ports.ts";
import { versionOf, versionOfFile } from "./digest.ts";
import { exclusively, type ExclusiveWork, type FileOptions } from "./exclusive.ts";
import type { Place } from "./place.ts";
import { isLink, readIfThere } from "./read.ts";
import { refuseHardLinks, replaceFile, sweep, syncFolder } from "./replace.ts";
import { refuseSpecial } from "./special.ts";

/**
 * The file at `path` as a place for ciphertext.
 *
 * Needs read access to the folder and the file, for saving also write access to
 * both. Hard-linked files are refused on saving, since a rename would part the
 * names. A sibling's name is Coffer's own: a link by that name is replaced, not followed.
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
    const isPlanted = !this.#follow && await isLink(this.location);
    const bytes = isPlanted ? null : await readIfThere(this.location);
    return bytes === null ? null : { bytes, version: await versionOf(bytes) };
  }

  save(bytes: Uint8Array, expected: Expected): Promise<Version> {
    return this.#exclusively("write", async (place, folder) => {
      const existing = await this.#expectVersion(place, expected);
      await sweep(place);
      await replaceFile(place, bytes, existing);
      await syncFolder(folder);
      return await versionOf(bytes);
    });
  }

  remove(expected: Version): Promise<void> {
    return this.#exclusively("remove", async (place, folder) => {
      await this.#expectVersion(place, expected);
      await Deno.remove(place.path);
      await syncFolder(folder);
    });
  }

  sibling(suffix: string): BlobStore {
    return new FileBlobStore(this.location + suffix, { ...this.#options, follow: false });
  }

  get #follow(): boolean {
    return this.#options.follow ?? true;
  }

  /** What is at `place`, if it is what was expected there; the lock must be held. */
  async #expectVersion(place: Place, expected: Expected): Promise<Deno.FileInfo | null> {
    const isPlanted = !this.#follow && await isLink(place.path);
    const found = isPlanted ? null : await inspect(place);
    if ((found?.version ?? "absent") !== expected) {
      throw new ConflictError(`${shownPath(place.path)} has changed since it was read`);
    }
    if (found === null) return null;
    refuseHardLinks(place.path, found.info);
    return found.info;
  }

  #exclusively<T>(what: string, work: ExclusiveWork<T>): Promise<T> {
    return exclusively(what, { location: this.location, ...this.#options }, work);
  }
}

async function inspect(
  place: Place,
): Promise<{ info: Deno.FileInfo; version: Version } | null> {
  try {
    refuseSpecial(place.path, await Deno.stat(place.path));
    using file = await Deno.open(place.path);
    const info = await file.stat();
    return { info, version: await versionOfFile(file) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
