/**
 * Where a file really is: behind symbolic links, in a folder that exists.
 *
 * @module
 */

import { NotFoundError, UsageError } from "../../core/errors.ts";

/** A file by its real folder and its name there. */
export interface Place {
  folder: string;
  name: string;
  path: string;
}

/** As many links as Linux follows. */
const MAX_LINKS = 40;
const SEPARATOR = Deno.build.os === "windows" ? /[\\/]/ : /\//;
const ABSOLUTE = Deno.build.os === "windows" ? /^([a-zA-Z]:)?[\\/]/ : /^\//;

/**
 * Follows links, also one that points to nothing yet, so that a write replaces
 * the file and leaves the links alone.
 *
 * @throws {NotFoundError} if the folder does not exist
 * @throws {UsageError} if the links go round in a circle
 */
export async function realPlace(path: string): Promise<Place> {
  let current = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const { folder, name } = split(current);
    const target = await linkTarget(current);
    if (target === null) {
      const real = await realFolder(folder);
      return { folder: real, name, path: join(real, name) };
    }
    current = ABSOLUTE.test(target) ? target : join(folder, target);
  }
  throw new UsageError(`${path} is a symbolic link to itself`);
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await Deno.realPath(folder);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new NotFoundError(`there is no folder ${folder}`, {
      cause,
      hint: "make it first, or check the spelling",
    });
  }
}

async function linkTarget(path: string): Promise<string | null> {
  try {
    const { isSymlink } = await Deno.lstat(path);
    return isSymlink ? await Deno.readLink(path) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function split(path: string): { folder: string; name: string } {
  const name = path.split(SEPARATOR).at(-1)!;
  const before = path.slice(0, path.length - name.length);
  if (name === "" || name === "." || name === "..") {
    throw new UsageError(`${path} does not name a file`);
  }
  return { folder: before === "" ? "." : before, name };
}

function join(folder: string, name: string): string {
  return SEPARATOR.test(folder.at(-1)!) ? folder + name : `${folder}/${name}`;
}
