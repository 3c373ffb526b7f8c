/**
 * Backups as files beside what they are copies of:
 * `NAME.backup-20240102T030405.678Z-LABEL-RANDOM`.
 *
 * @module
 */

import { NotFoundError, UsageError } from "../../core/errors.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import type { Backup } from "../../core/ports.ts";
import { type Place, realPlace } from "./place.ts";
import { randomName, temporaryPath } from "./replace.ts";

/** How long a label may be in a file name, in bytes. */
const LONGEST_LABEL = 100;
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3}Z)$/;
const NAME = /^\.backup-([^-]+)-(.*)-[0-9a-f]{24}$/s;

/** A backup that is about to be made. */
export interface PendingBackup {
  /** As it is going to be listed. */
  readonly backup: Backup;
  /** Where to write it first; a sweep removes it if it stays there. */
  readonly temporary: string;
  /** Where it belongs; it must come there by a rename. */
  readonly path: string;
}

/**
 * The backups of the file at `location`, oldest first.
 *
 * @throws {PermissionError | UnavailableError} if the folder cannot be read
 */
export async function listBackups(location: string): Promise<Backup[]> {
  try {
    return await backupsAt(await realPlace(location));
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw fromOsError(error, `cannot list the backups of ${shownPath(location)}`);
  }
}

/**
 * The path of a backup of what is at `place`.
 *
 * @throws {NotFoundError} if there is none of that `id`
 */
export async function findBackup(place: Place, id: string): Promise<string> {
  const found = (await backupsAt(place)).some((backup) => backup.id === id);
  if (!found) throw new NotFoundError(`${shownPath(place.path)} has no such backup`);
  return `${place.folder}/${id}`;
}

/**
 * Names a new backup, later than all that there are; the lock must be held.
 *
 * @throws {UsageError} if the label is too long or not well-formed
 */
export async function newBackup(place: Place, label: string): Promise<PendingBackup> {
  const slug = slugOf(label);
  const last = (await backupsAt(place)).at(-1)?.made;
  const time = Math.max(Date.now(), last === undefined ? 0 : Date.parse(last) + 1);
  const made = new Date(time).toISOString();
  const id = `${place.name}.backup-${made.replace(/[-:]/g, "")}-${slug}-${randomName()}`;
  return {
    backup: { id, label, made },
    temporary: temporaryPath(place),
    path: `${place.folder}/${id}`,
  };
}

async function backupsAt(place: Place): Promise<Backup[]> {
  const backups: Backup[] = [];
  for await (const { name, isFile } of Deno.readDir(place.folder)) {
    const backup = isFile && name.startsWith(place.name) ? parsed(name, place) : null;
    if (backup !== null) backups.push(backup);
  }
  return backups.sort((a, b) => a.made < b.made ? -1 : a.made > b.made ? 1 : 0);
}

function parsed(name: string, place: Place): Backup | null {
  const [, time = "", slug = ""] = NAME.exec(name.slice(place.name.length)) ?? [];
  const made = time.replace(TIME, "$1-$2-$3T$4:$5:$6");
  const label = labelOf(slug);
  if (!TIME.test(time) || Number.isNaN(Date.parse(made)) || label === null) return null;
  return { id: name, label, made };
}

/** A label as part of a file name: spaces as hyphens, what is unusual as `%XX`. */
function slugOf(label: string): string {
  const slug = label.isWellFormed()
    ? encodeURIComponent(label).replace(/[-!'()*~]/g, percent).replaceAll("%20", "-")
    : null;
  if (slug !== null && slug.length <= LONGEST_LABEL) return slug;
  throw new UsageError("this cannot be the label of a backup", {
    hint: `take a few words, in a file name no more than ${LONGEST_LABEL} bytes`,
  });
}

function labelOf(slug: string): string | null {
  try {
    return decodeURIComponent(slug.replaceAll("-", "%20"));
  } catch {
    return null;
  }
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
