/**
 * A tree of keys, out of a stash into a folder.
 *
 * @module
 */

import { ExistsError, UsageError } from "../core/errors.ts";
import { formatKey, type Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
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
 * stay replaced. After a crash the new folder may be left; it can be deleted.
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
  const isNew = await makeFolder(dest);
  try {
    const target = await attempt(`cannot use ${dest}`, () => Deno.realPath(dest));
    await withStaging(target, async (staging) => {
      await stage(folder, staging, options.onProgress);
      const places = { from: staging, to: target, force: options.force ?? false };
      await carryOut(await plan(folder, places));
    });
  } catch (error) {
    if (isNew) await Deno.remove(dest).catch(() => {});
    throw error;
  }
  return count(folder);
}

function plainValue(key: Key): UsageError {
  return new UsageError(`${formatKey(key)} is a single value, with no keys below it`, {
    hint: "`coffer stash read KEY --out FILE` writes it to a file",
  });
}

/** Makes `dest` unless there is a folder, or a link to one. Whether it was made. */
async function makeFolder(dest: string): Promise<boolean> {
  try {
    await Deno.mkdir(dest, { mode: FOLDER_MODE });
    return true;
  } catch (cause) {
    if (await isFolder(dest)) return false;
    if (!(cause instanceof Deno.errors.AlreadyExists)) {
      return await attempt(`cannot make ${dest}`, () => Promise.reject(cause));
    }
    throw new ExistsError(`${dest} is there already and is not a folder`, {
      cause,
      hint: "choose another name",
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    // A link to nothing, or nothing at all: the first error says more.
    return false;
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
