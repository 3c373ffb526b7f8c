/**
 * Exported files before they are in their place: complete, in a folder of their
 * own that only the owner can look into.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";
import { shownPath } from "../core/shown_path.ts";
import type { Key } from "../core/stash/key.ts";
import { unfinished } from "./cleanup.ts";
import { attempt, join, stagingPath, writeNewFile } from "./disk.ts";
import { hold } from "./held.ts";
import { inParallel, type Progress } from "./in_parallel.ts";
import { type Folder, pieces } from "./layout.ts";
import { shown } from "./shown.ts";
import { sweepStale } from "./stale.ts";

/** For the owner alone. */
export const FOLDER_MODE = 0o700;

/**
 * Runs `work` with a fresh folder inside `target`, and removes that folder with
 * all that is still in it, whether `work` has failed or not, and if the run is cut
 * short (cleanup.ts).
 *
 * @throws {PermissionError | UnavailableError} if it cannot be made or removed
 */
export async function withStaging(
  target: string,
  work: (staging: string) => Promise<void>,
): Promise<void> {
  await sweepStale(target);
  const staging = stagingPath(target);
  using _staged = await attempt(
    `cannot write in ${shownPath(target)}`,
    // deno-lint-ignore require-await
    async () => unfinished(staging, () => Deno.mkdirSync(staging, { mode: FOLDER_MODE })),
  );
  using _held = hold(staging);
  try {
    await work(staging);
  } catch (error) {
    // The error that led here says more than one about what it left behind.
    await Deno.remove(staging, { recursive: true }).catch(() => {});
    throw error;
  }
  await attempt(
    `cannot remove ${shownPath(staging)}`,
    () => Deno.remove(staging, { recursive: true }),
  );
}

/**
 * Writes all of `folder` into the empty folder `staging`: folders 0700, files
 * 0600 and synced.
 *
 * @throws {RefusedError} if the file system takes two names for one
 * @throws {PermissionError | UnavailableError} if something cannot be written
 */
export async function stage(
  folder: Folder,
  staging: string,
  onProgress: Progress | undefined,
): Promise<void> {
  const files: { names: Key; content: Uint8Array }[] = [];
  for (const { names, content } of pieces(folder)) {
    if (content !== null) {
      files.push({ names, content });
    } else {
      const path = join(staging, ...names);
      await make(names, () => Deno.mkdir(path, { mode: FOLDER_MODE }));
    }
  }
  await inParallel(files, {
    onProgress,
    work: ({ names, content }) =>
      make(names, () => writeNewFile(join(staging, ...names), content)),
  });
}

/** The folder was empty: what is there already has come from this very tree. */
async function make(names: Key, step: () => Promise<void>): Promise<void> {
  await attempt(`cannot write ${shown(names)}`, async () => {
    try {
      await step();
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
      throw new RefusedError(
        `this file system takes ${shown(names)} and another name for the same`,
        {
          cause,
          hint: "upper and lower case may not differ here; export to another place",
        },
      );
    }
  });
}
