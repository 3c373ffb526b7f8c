/**
 * What other users of this machine may do with a file, as far as its mode tells; and a
 * word about it where ciphertext is used that they may change.
 *
 * @module
 */

import { shownPath } from "../core/shown_path.ts";
import type { Call } from "./command.ts";
import type { Io } from "./io.ts";
import { partsOf } from "./needs/scheme.ts";
import { whoRunsThis } from "./who.ts";

/** Bits of a mode: for the group, and for everybody. */
const BITS = { read: { group: 0o040, all: 0o004 }, write: { group: 0o020, all: 0o002 } };
const STICKY = 0o1000;
/** Schemes that a path follows. */
const ON_DISK: readonly string[] = ["file", "sqlite"];
/** Where Docker, Podman and Kubernetes put secrets, and what is no file. */
const HANDED_OVER = /^\/((var\/)?run\/secrets|dev|proc)\//;

/** Whether a container engine or the system has put it there, and given it its mode. */
export function isHandedOver(path: string): boolean {
  return HANDED_OVER.test(path);
}

/** What somebody may do. */
export type Access = keyof typeof BITS;
/** What of a file tells who may do what. */
export type Rights = Pick<Deno.FileInfo, "mode" | "uid" | "gid">;

/**
 * Whether others than the owner and root may. A group with its owner's own number is that
 * user's alone, as systems set them up whose umask is 002.
 */
export function othersMay(access: Access, { mode, uid, gid }: Rights): boolean {
  const { group, all } = BITS[access];
  const isPrivate = uid !== null && uid === gid;
  return ((mode ?? 0) & (isPrivate ? all : group | all)) !== 0;
}

/** Whether others may put another file in the place of one in this folder. */
export function othersMayReplaceIn(folder: Rights): boolean {
  return othersMay("write", folder) && ((folder.mode ?? 0) & STICKY) === 0;
}

/** The path of a store on the disk; `null` for others. */
export function pathOfStore(url: string): string | null {
  const { scheme, rest } = partsOf(url);
  if (!ON_DISK.includes(scheme)) return null;
  const path = scheme === "sqlite" ? rest.split("?")[0]! : rest;
  return path === "" ? null : path;
}

/** The folder that a path names something in. */
export function folderAround(path: string): string {
  const folder = path.replace(/[\\/]+[^\\/]*$/, "");
  if (folder === path) return ".";
  return folder === "" ? "/" : folder;
}

/** What was said already, so that a shell says it once. */
const said = new WeakMap<Io, Set<string>>();

/** Whether it was not said before in this run. */
function isNew(io: Io, path: string): boolean {
  const before = said.get(io) ?? new Set();
  if (before.has(path)) return false;
  said.set(io, before.add(path));
  return true;
}

/**
 * Warns once in a run if others may change or replace the store at `url`; `options` name
 * it to `coffer doctor`. What may not be looked at is passed over.
 */
export async function warnOfWriters(
  { io, out }: Pick<Call, "io" | "out">,
  url: string,
  options: readonly string[],
): Promise<void> {
  const path = pathOfStore(url);
  if (path === null || !isNew(io, path)) return;
  const open = isOpen(path, (info) => othersMay("write", info))
    ? path
    : isOpen(folderAround(path), othersMayReplaceIn)
    ? folderAround(path)
    : null;
  if (open === null) return;
  const repair = await lineOf(["coffer", "doctor", "--repair", ...options]);
  await out.warn(
    `other users of this machine may change ${shownPath(open)}: \`${repair}\``,
  );
}

/**
 * Warns once in a run if others may read a password or token in the user's own file at `path`. What
 * container engines hand over in a file of theirs has the mode that they give it.
 */
export async function warnOfReaders(
  { io, out }: Pick<Call, "io" | "out">,
  path: string,
): Promise<void> {
  const us = whoRunsThis();
  const isOpenToRead = (info: Rights) => info.uid === us && othersMay("read", info);
  if (us === null || isHandedOver(path) || !isOpen(path, isOpenToRead)) return;
  if (!isNew(io, path)) return;
  const repair = await lineOf(["chmod", "go-rwx", path]);
  await out.warn(
    `other users of this machine may read the secret in ${
      shownPath(path)
    }: \`${repair}\``,
  );
}

/** Loaded here, since there is mostly nothing to say. */
async function lineOf(words: readonly string[]): Promise<string> {
  const { shellLine } = await import("./needs/flags.ts");
  return shellLine(words);
}

function isOpen(path: string, test: (info: Rights) => boolean): boolean {
  try {
    return test(Deno.statSync(path));
  } catch {
    return false;
  }
}
