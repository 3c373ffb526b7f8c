/**
 * Where a file really is: behind symbolic links, in a folder that exists.
 *
 * @module
 */

import { NotFoundError, RefusedError, UsageError } from "../../core/errors.ts";
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
const EVERYBODY_WRITES = 0o002;
const ROOT = 0;
const SEPARATOR = Deno.build.os === "windows" ? /[\\/]/ : /\//;
const ABSOLUTE = Deno.build.os === "windows" ? /^([a-zA-Z]:)?[\\/]/ : /^\//;

/**
 * A path in its real folder, whatever is there: a write replaces a link by that name.
 *
 * @throws {NotFoundError} if the folder does not exist
 */
export async function placeItself(path: string): Promise<Place> {
  const { folder, name } = split(path);
  return placeIn(await realFolder(folder), name);
}

/**
 * Follows links, also one that points to nothing yet, so that a write replaces
 * the file and leaves the links alone.
 *
 * @throws {NotFoundError} if the folder does not exist
 * @throws {UsageError} if the links go round in a circle
 * @throws {RefusedError} if one of them may have been planted
 */
export async function realPlace(path: string): Promise<Place> {
  let place = await placeItself(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const target = await linkTarget(place.path);
    if (target === null) return place;
    const next = await follow(target, place.folder);
    await refusePlanted(place, next);

    place = next;
  }
  throw new UsageError(`${shownPath(path)} is a symbolic link to itself`);
}

/**
 * In a folder that everybody may write to, such as `/tmp`, a link must belong to whoever
 * owns what it leads to. Linux can see to that itself (`fs.protected_symlinks`), but not
 * where a link is read and followed step by step.
 */
async function refusePlanted(link: Place, target: Place): Promise<void> {
  const { mode } = await Deno.stat(link.folder);
  if (((mode ?? 0) & EVERYBODY_WRITES) === 0) return;
  const { uid } = await Deno.lstat(link.path);
  const { uid: owner } = await lookAt(target.path) ?? await Deno.stat(target.folder);
  if (uid === ROOT || uid === owner) return;
  throw new RefusedError(
    `${shownPath(link.path)} is a symbolic link of another user's in everybody's folder`,
    { hint: "name the file that it leads to, if that is meant" },
  );
}

async function lookAt(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
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
  return (await lookAt(path))?.isSymlink ? await Deno.readLink(path) : null;
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
