/**
 * One value from or to a file.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { ExistsError } from "../core/errors.ts";
import { readToEnd } from "../core/read_to_end.ts";
import { shownPath } from "../core/shown_path.ts";
import { MOST_VALUE_BYTES } from "../core/sizes.ts";
import type { Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
import { unfinished } from "./cleanup.ts";
import {
  attempt,
  type Content,
  folderOf,
  lookAt,
  stagingPath,
  writeNewFile,
} from "./disk.ts";
import { sweepStale } from "./stale.ts";

/** What may be said when a value is exported. */
export interface ExportFileOptions {
  /** Replaces a file or a symbolic link that is there already. */
  force?: boolean;
}

/**
 * Sets the value at `key` to the whole content of the file at `path`, in one
 * commit. Anything that can be read to its end is taken, also a pipe; symbolic
 * links are followed.
 *
 * @throws {NotFoundError | PermissionError | UnavailableError} if it cannot be read
 * @throws {LimitError} if it has more than `MOST_VALUE_BYTES`
 * @throws as `Stash.write`
 *
 * @example
 * ```ts
 * import { importFile } from "./files.ts";
 * import { createStash } from "../core/stash/stash.ts";
 * import { memoryBlobStore } from "../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * using stash = await createStash(memoryBlobStore(), "correct horse");
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, "1234");
 * await importFile(stash, ["bank", "pin"], file);
 * assert.equal(new TextDecoder().decode(stash.read(["bank", "pin"])), "1234");
 * await Deno.remove(file);
 * ```
 */
export async function importFile(stash: Stash, key: Key, path: string): Promise<void> {
  const content = await readWhole(path);
  try {
    await stash.write(key, content);
  } finally {
    wipe(content);
  }
}

/**
 * The whole content of a file, as a value unless `most` says otherwise, in a new array that
 * the caller owns.
 *
 * @throws {NotFoundError | PermissionError | UnavailableError} if it cannot be read
 * @throws {LimitError} if it has more than `most` bytes
 */
export async function readWhole(
  path: string,
  most = MOST_VALUE_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const what = shownPath(path);
  return await attempt(`cannot read ${what}`, async () => {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    return await readToEnd(file, { what, likely: size, most });
  });
}

/**
 * Writes the value at `key` to a new file with mode 0600.
 *
 * Nothing is touched before the value is known, and at no moment is there a part of the
 * file. With `force`, a file that is there is replaced as a whole by a rename, and a
 * symbolic link is replaced, not followed.
 *
 * @throws {NotFoundError} if there is no such key, or it has no value
 * @throws {ExistsError} if there is anything at `path`, also a symbolic link to
 * nothing; with `force`, if it is neither a file nor a link
 * @throws {NotFoundError | PermissionError | UnavailableError} if it cannot be written
 *
 * @example
 * ```ts
 * import { exportFile } from "./files.ts";
 * import { createStash } from "../core/stash/stash.ts";
 * import { memoryBlobStore } from "../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * using stash = await createStash(memoryBlobStore(), "correct horse");
 * await stash.write(["pin"], new TextEncoder().encode("1234"));
 * const folder = await Deno.makeTempDir();
 * await exportFile(stash, ["pin"], `${folder}/pin`);
 * assert.equal(await Deno.readTextFile(`${folder}/pin`), "1234");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportFile(
  stash: Stash,
  key: Key,
  path: string,
  options: ExportFileOptions = {},
): Promise<void> {
  const value = stash.read(key);
  try {
    await writeOut(path, value, options);
  } finally {
    wipe(value);
  }
}

/**
 * Writes bytes to a file as `exportFile` writes a value, in one step: at no moment is there
 * a part of the file in its place. Pieces are written as they come. What runs that were
 * killed have left in the folder is swept (stale.ts).
 *
 * @throws {ExistsError | NotFoundError | PermissionError | UnavailableError} as `exportFile`
 * @throws whatever the pieces do; then no part of the file is left
 */
export async function writeOut(
  path: string,
  content: Content,
  { force = false }: ExportFileOptions = {},
): Promise<void> {
  await sweepStale(folderOf(path));
  if (!force && await lookAtPlace(path) !== null) throw isThere(path);
  const write = force ? replaceFile : placeNew;
  await attempt(`cannot write ${shownPath(path)}`, () => write(path, content));
}

function lookAtPlace(path: string): Promise<Deno.FileInfo | null> {
  return attempt(`cannot write ${shownPath(path)}`, () => lookAt(path));
}

async function placeNew(path: string, content: Content): Promise<void> {
  if (await lookAt(path) !== null) throw isThere(path);
  const temporary = stagingPath(folderOf(path));
  await writeNewFile(temporary, content);
  using _staged = unfinished(temporary, () => {});
  try {
    // Unlike a rename, this fails if a file has appeared there meanwhile.
    Deno.linkSync(temporary, path);
  } catch (error) {
    if (await lookAt(path) !== null) throw isThere(path, error);
    // Some file systems have no hard links.
    Deno.renameSync(temporary, path);
  } finally {
    await removeIfThere(temporary);
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isThere(path: string, cause?: unknown): ExistsError {
  return new ExistsError(`${shownPath(path)} is there already; nothing was written`, {
    cause,
    hint: "choose another name, or replace it with --force",
  });
}

async function replaceFile(path: string, content: Content): Promise<void> {
  const found = await lookAt(path);
  if (found !== null && !found.isFile && !found.isSymlink) {
    const what = found.isDirectory ? "a folder" : "a pipe, a socket or a device";
    throw new ExistsError(`${shownPath(path)} is ${what}; nothing was written`, {
      hint: "only a file or a symbolic link is replaced; choose another name",
    });
  }
  const temporary = stagingPath(folderOf(path));
  await writeNewFile(temporary, content);
  try {
    using _staged = unfinished(temporary, () => {});
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
