/**
 * Whether a configuration can be trusted: it says which stores are used, and which code is
 * loaded to reach them.
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import { shownPath } from "../../core/shown_path.ts";
import { folderAround, othersMay, type Rights } from "../modes.ts";
import { whoRunsThis } from "../who.ts";

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const ROOT = 0;

/**
 * What is wrong with the file at `path` or a folder that it lies in, behind a link too:
 * others may change it, or it is somebody else's. `null` if nothing is, there is no file,
 * or it may not be looked at. A group counts as others, whoever is in it.
 */
function distrust(path: string): string | null {
  const file = rightsOf(path);
  if (file === null) return null;
  if (isForeign(file)) return `${shownPath(path)} belongs to another user`;
  if (isOpen(file)) return `other users of this machine may change ${shownPath(path)}`;
  return [path, realPath(path)].map((each) => distrustIn(folderAround(each)))
    .find((why) => why !== null) ?? null;
}

function distrustIn(folder: string): string | null {
  const info = rightsOf(folder);
  if (info === null) return null;
  if (isForeign(info)) return `${shownPath(folder)} belongs to another user`;
  if (!isOpen(info) || (info.mode! & STICKY) !== 0) return null;
  return `other users of this machine may replace files in ${shownPath(folder)}`;
}

/**
 * Refuses a configuration that others may have written.
 *
 * @throws {RefusedError} if they may
 */
export function assertTrusted(path: string): void {
  const why = distrust(path);
  if (why === null) return;
  throw new RefusedError(`the configuration is not used: ${why}`, {
    hint:
      "look at what is in it; then `coffer doctor --repair` closes it, if it is yours",
  });
}

/** Whether others may read what is secret in the file at `path`. */
export function isReadable(path: string): boolean {
  const file = rightsOf(path);
  return file !== null && othersMay("read", file);
}

function isForeign({ uid }: Rights): boolean {
  const us = whoRunsThis();
  return us !== null && uid !== null && uid !== us && uid !== ROOT;
}

function isOpen({ mode }: Rights): boolean {
  return ((mode ?? 0) & OTHERS_WRITE) !== 0;
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

function rightsOf(path: string): Rights | null {
  try {
    return Deno.statSync(path);
  } catch {
    return null;
  }
}
