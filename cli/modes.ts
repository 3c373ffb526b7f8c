/**
 * What other users of this machine may do with a file, as far as its mode tells; and a
 * word about it where ciphertext is used that they may change.
 *
 * @module
 */

import { shownPath } from "../core/shown_path.ts";
import type { Call } from "./command.ts";
import type { Io } from "./io.ts";
import { shellLine } from "./needs/flags.ts";
import { partsOf } from "./needs/scheme.ts";

/** Bits of a mode: for the group, and for everybody. */
const BITS = { read: { group: 0o040, all: 0o004 }, write: { group: 0o020, all: 0o002 } };
const STICKY = 0o1000;
/** Schemes that a path follows. */
const ON_DISK: readonly string[] = ["file", "sqlite"];

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
  const before = said.get(io) ?? new Set();
  if (path === null || before.has(path)) return;
  said.set(io, before.add(path));
  const open = isOpen(path, (info) => othersMay("write", info))
    ? path
    : isOpen(folderAround(path), othersMayReplaceIn)
    ? folderAround(path)
    : null;
  if (open === null) return;
  const repair = shellLine(["coffer", "doctor", "--repair", ...options]);
  await out.warn(
    `other users of this machine may change ${shownPath(open)}: \`${repair}\``,
  );
}

function isOpen(path: string, test: (info: Rights) => boolean): boolean {
  try {
    return test(Deno.statSync(path));
  } catch {
    return false;
  }
}
