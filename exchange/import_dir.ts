/**
 * A folder and all that is in it, into a stash.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { UsageError } from "../core/errors.ts";
import type { Batch } from "../core/stash/batch.ts";
import { shownPath } from "../core/shown_path.ts";
import type { Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
import { attempt } from "./disk.ts";
import { readListed } from "./listed.ts";
import { inParallel, type Progress } from "./in_parallel.ts";
import { nodeAt } from "./layout.ts";
import { type ImportReport, merge } from "./merge.ts";
import { reasonOf } from "./kind.ts";
import { type Found, type Walk, walkFolder } from "./walk.ts";

/** What may be said when a folder is imported. */
export interface ImportOptions {
  /** Follows symbolic links, also those that lead out of the folder. */
  followSymlinks?: boolean;
  /** Reads and reports, but changes nothing. */
  dryRun?: boolean;
  /** Told after each file that was read. */
  onProgress?: Progress;
}

/** Raised out of a batch to drop what it has drafted. */
const DRY_RUN = Symbol("dry run");

/**
 * Takes all that is in the folder `dir` into the stash below `key`, in one commit,
 * or in none if nothing changes. What the stash has besides stays.
 *
 * A folder becomes a node, a file a node with a value; a file called
 * `.coffer-value` is the value of the node of its folder. New keys come in the
 * order of their names. Modes, times, owners and links are not kept.
 *
 * Symbolic links below `dir` are skipped (`dir` itself may be one), or followed
 * with `followSymlinks`: then what several links lead to comes in once for each,
 * and a link back to a folder that it is in is skipped. Skipped as well, with the
 * reason, is what cannot be read, what is neither file nor folder (it is never
 * opened), and what an export has left behind. Names that are not valid Unicode
 * are skipped on Deno 2.9; Deno 2.4 does not show them at all, so the report
 * cannot name them.
 *
 * A file that is another one by the time it is read, or a link, is skipped too. Whoever
 * may rename things in `dir` at the right moment can still put a pipe in the place of a
 * file, for which the import then waits, or lead it through another folder.
 *
 * All contents are in memory at once.
 *
 * @throws {NotFoundError} if there is no `dir`
 * @throws {UsageError} if `dir` is not a folder
 * @throws {PermissionError | UnavailableError} if `dir` itself cannot be listed
 * @throws {LimitError} if a key would be too deep; then nothing has changed
 * @throws {ConflictError} if somebody else changed one of the keys meanwhile
 *
 * @example
 * ```ts
 * import { importDir } from "./import_dir.ts";
 * import { createStash } from "../core/stash/stash.ts";
 * import { memoryBlobStore } from "../backends/memory.ts";
 * import assert from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/pin`, "1234");
 * using stash = await createStash(memoryBlobStore(), "correct horse");
 * const report = await importDir(stash, ["bank"], folder);
 * assert.deepEqual(stash.children(["bank"]), ["pin"]);
 * assert.equal(report.added, 1);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function importDir(
  stash: Stash,
  key: Key,
  dir: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const walk = await attempt(`cannot read ${shownPath(dir)}`, async () => {
    await assertFolder(dir);
    return await walkFolder(dir, options);
  });
  if (key.length === 0) skipRootValue(walk);
  const contents = await readFiles(walk, options);
  try {
    return await commit(stash, options.dryRun ?? false, (batch) => {
      const before = stash.has(key) ? nodeAt(stash, key) : null;
      return merge(batch, key, { walk, contents, before });
    });
  } finally {
    for (const content of contents.values()) wipe(content);
  }
}

async function assertFolder(dir: string): Promise<void> {
  if ((await Deno.stat(dir)).isDirectory) return;
  throw new UsageError(`${shownPath(dir)} is not a folder`, {
    hint: "`coffer stash write KEY --in FILE` takes a single file",
  });
}

/** The whole stash can hold keys, but no value. */
function skipRootValue(walk: Walk): void {
  const at = walk.found.findIndex(({ names }) => names.length === 0);
  for (const { path } of at < 0 ? [] : walk.found.splice(at, 1)) {
    walk.skipped.push({ path, reason: "the stash as a whole has no value" });
  }
}

/** Reads every file; the reason for one that cannot be read goes to `skipped`. */
async function readFiles(
  { found, skipped }: Walk,
  { onProgress, followSymlinks }: ImportOptions,
): Promise<Map<Found, Uint8Array>> {
  const contents = new Map<Found, Uint8Array>();
  await inParallel(found.filter(({ isFolder }) => !isFolder), {
    onProgress,
    work: async (file) => {
      try {
        contents.set(file, await readListed(file, { followSymlinks }));
      } catch (error) {
        skipped.push({ path: file.path, reason: reasonOf(error) });
      }
    },
  });
  return contents;
}

/** Makes the changes in one commit, or drafts them and drops the draft. */
async function commit(
  stash: Stash,
  dryRun: boolean,
  work: (batch: Batch) => ImportReport,
): Promise<ImportReport> {
  let report: ImportReport | undefined;
  try {
    await stash.batch((batch) => {
      report = work(batch);
      if (dryRun) throw DRY_RUN;
    });
  } catch (error) {
    if (error !== DRY_RUN) throw error;
  }
  return report!;
}
