/**
 * One value from or to a file.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { ExistsError } from "../core/errors.ts";
import { shownPath } from "../core/shown_path.ts";
import type { Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
import { unfinished } from "./cleanup.ts";
import { attempt, folderOf, lookAt, stagingPath, writeNewFile } from "./disk.ts";
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
  const content = await attempt(
    `cannot read ${shownPath(path)}`,
    () => Deno.readFile(path),
  );
  try {
    await stash.write(key, content);
  } finally {
    wipe(content);
  }
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
 * a part of the file in its place. What runs that were killed have left in the folder is
 * swept (stale.ts).
 *
 * @throws {ExistsError | NotFoundError | PermissionError | UnavailableError} as `exportFile`
 */
export async function writeOut(
  path: string,
  bytes: Uint8Array,
  { force = false }: ExportFileOptions = {},
): Promise<void> {
  const write = force ? replaceFile : placeNew;
  await attempt(`cannot write ${shownPath(path)}`, async () => {
    await sweepStale(folderOf(path));
    await write(path, bytes);
  });
}

async function placeNew(path: string, bytes: Uint8Array): Promise<void> {
  if (await lookAt(path) !== null) throw isThere(path);
  const temporary = stagingPath(folderOf(path));
  await writeNewFile(temporary, bytes);
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

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const found = await lookAt(path);
  if (found !== null && !found.isFile && !found.isSymlink) {
    const what = found.isDirectory ? "a folder" : "a pipe, a socket or a device";
    throw new ExistsError(`${shownPath(path)} is ${what}; nothing was written`, {
      hint: "only a file or a symbolic link is replaced; choose another name",
    });
  }
  const temporary = stagingPath(folderOf(path));
  await writeNewFile(temporary, bytes);
  try {
    using _staged = unfinished(temporary, () => {});
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
