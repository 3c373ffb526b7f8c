/**
 * A tree of keys, out of a stash into a folder.
 *
 * @module
 */

import { ExistsError, UsageError } from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";
import { shownKey, shownPath } from "../core/shown_path.ts";
import type { Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
import { unfinished } from "./cleanup.ts";
import { attempt } from "./disk.ts";
import type { Progress } from "./in_parallel.ts";
import { type Folder, isPlainValue, layOut, nodeAt, pieces } from "./layout.ts";
import { checkNames } from "./names.ts";
import { carryOut } from "./place.ts";
import { plan } from "./plan.ts";
import { FOLDER_MODE, stage, withStaging } from "./stage.ts";

/** What may be said when a tree is exported. */
export interface ExportOptions {
  /** Replaces files and symbolic links that stand where a file goes. */
  force?: boolean;
  /** Allows names that only other systems reserve; Windows keeps its own rules. */
  localNames?: boolean;
  /** Told after each file that was written. */
  onProgress?: Progress;
}

/** What an export has written. */
export interface ExportReport {
  /** Files, each `.coffer-value` included. */
  files: number;
  /** Folders below the one that was named. */
  folders: number;
  /** The length of all files together. */
  bytes: number;
}

/**
 * Writes all that is below `key` into the folder `dest`, which is made if only its
 * own name is missing. The empty key is the whole stash.
 *
 * A node without a value becomes a folder, one with only a value a file, and one
 * with both a folder in which the file `.coffer-value` holds the value. Folders
 * have mode 0700 and files 0600; folders that are there already keep theirs.
 *
 * Names are checked first, and refused rather than changed. Then everything is
 * written and synced in a new folder inside `dest`, whose name begins with
 * `.coffer-export-`; then every place is looked at; and only if nothing is in the
 * way is anything moved. A symbolic link inside `dest` is never followed, and
 * replaced only with `force` and by a file; `dest` itself may be one. If anything
 * fails, what was written is removed again. Files that `force` has replaced by then
 * stay replaced.
 *
 * If a signal ends the process, call `cleanUp` first: it removes what is not in its
 * place. Nothing can do so for a process that is killed outright (`kill -9`, a loss of
 * power): then the new folder stays, with decrypted values in it, until the next export
 * into `dest` that comes ten minutes later sweeps it. Nobody sweeps it while it is locked,
 * as it is as long as the export runs, whatever the clock says (held.ts).
 *
 * This guards against what is in `dest` beforehand. Whoever may rename folders in
 * `dest` while the export runs can redirect it, as any program that goes by paths.
 *
 * @throws {NotFoundError} if there is no such key, or no folder to make `dest` in
 * @throws {UsageError} if `key` is a value with nothing below it
 * @throws {RefusedError} if names cannot be names of files, or if the file system
 * takes two of them for one
 * @throws {ExistsError} if `dest` is no folder, or things in it are in the way
 * @throws {PermissionError | UnavailableError} if something cannot be written
 * @throws {PartialError} if moving failed after `force` had replaced files
 *
 * @example
 * ```ts
 * import { exportDir } from "./export_dir.ts";
 * import { createStash } from "../core/stash/stash.ts";
 * import { memoryBlobStore } from "../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * using stash = await createStash(memoryBlobStore(), "correct horse");
 * await stash.write(["bank", "pin"], new TextEncoder().encode("1234"));
 * const folder = await Deno.makeTempDir();
 * await exportDir(stash, ["bank"], `${folder}/bank`);
 * assert.equal(await Deno.readTextFile(`${folder}/bank/pin`), "1234");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportDir(
  stash: Stash,
  key: Key,
  dest: string,
  options: ExportOptions = {},
): Promise<ExportReport> {
  const node = nodeAt(stash, key);
  if (isPlainValue(node)) throw plainValue(key);
  checkNames(node, key, options);
  const folder = layOut(node);
  using fresh = await makeFolder(dest);
  try {
    const target = await attempt(
      `cannot use ${shownPath(dest)}`,
      () => Deno.realPath(dest),
    );
    await withStaging(target, async (staging) => {
      await stage(folder, staging, options.onProgress);
      const places = { from: staging, to: target, force: options.force ?? false };
      await carryOut(await plan(folder, places));
    });
  } catch (error) {
    if (fresh !== null) await Deno.remove(dest).catch(() => {});
    throw error;
  }
  return count(folder);
}

function plainValue(key: Key): UsageError {
  return new UsageError(`${shownKey(key)} is a single value, with no keys below it`, {
    hint: "`coffer stash read KEY --out FILE` writes it to a file",
  });
}

/**
 * Makes `dest`, which goes again if the run is cut short while it is empty; `null` if
 * there is a folder already, or a link to one.
 */
async function makeFolder(dest: string): Promise<Disposable | null> {
  try {
    const make = () => Deno.mkdirSync(dest, { mode: FOLDER_MODE });
    return unfinished(dest, make, { ifEmpty: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) {
      // Some systems have other errors for folders that are there.
      if (await isFolder(dest).catch(() => false)) return null;
      throw fromOsError(cause, `cannot make ${shownPath(dest)}`);
    }
    const isUsable = await attempt(
      `cannot look at ${shownPath(dest)}`,
      () => isFolder(dest),
    );
    if (isUsable) return null;
    throw new ExistsError(`${shownPath(dest)} is there already and is not a folder`, {
      cause,
      hint: "choose another name",
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    // A link to nothing, or to itself, or nothing at all: the first error says more.
    const { NotFound, FilesystemLoop } = Deno.errors;
    if (error instanceof NotFound || error instanceof FilesystemLoop) return false;
    throw error;
  }
}

function count(folder: Folder): ExportReport {
  const report = { files: 0, folders: 0, bytes: 0 };
  for (const { content } of pieces(folder)) {
    if (content === null) {
      report.folders++;
      continue;
    }
    report.files++;
    report.bytes += content.length;
  }
  return report;
}
