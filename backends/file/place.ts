/**
 * Where a file really is: behind symbolic links, in a folder that exists.
 *
 * @module
 */

import { NotFoundError, UsageError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";

/** A file by its real folder and its name there. */
export interface Place {
  /** The real folder. */
  folder: string;
  /** The name in it. */
  name: string;
  /** Both together. */
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
  const { folder, name } = split(path);
  let place = placeIn(await realFolder(folder), name);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const target = await linkTarget(place.path);
    if (target === null) return place;
    place = await follow(target, place.folder);
  }
  throw new UsageError(`${shownPath(path)} is a symbolic link to itself`);
}

/** Where a link in `from` leads. */
async function follow(target: string, from: string): Promise<Place> {
  const [root] = ABSOLUTE.exec(target) ?? [];
  const { folder, name } = split(target);
  const parts = folder.slice(root?.length ?? 0).split(SEPARATOR);
  return placeIn(await walk(root ?? from, parts), name);
}

/**
 * The real folder at the end of `parts`. Deno takes `a/..` for nothing; where `a` is a
 * link, the system goes up from where that leads.
 */
async function walk(start: string, parts: string[]): Promise<string> {
  let real = start;
  let ahead: string[] = [];
  for (const part of parts) {
    if (part === "" || part === ".") continue;
    if (part === ".." && ahead.some((name) => name !== "..")) {
      real = await realFolder(join(real, ahead.join("/")));
      ahead = [];
    }
    ahead.push(part);
  }
  return await realFolder(join(real, ahead.join("/")));
}

function placeIn(folder: string, name: string): Place {
  return { folder, name, path: join(folder, name) };
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await Deno.realPath(folder);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new NotFoundError(`there is no folder ${shownPath(folder)}`, {
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
    throw new UsageError(`${shownPath(path)} does not name a file`);
  }
  return { folder: before === "" ? "." : before, name };
}

function join(folder: string, name: string): string {
  return SEPARATOR.test(folder.at(-1)!) ? folder + name : `${folder}/${name}`;
}
