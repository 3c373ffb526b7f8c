/**
 * What an entry of a folder is, and why it may have to be left out.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";
import { STAGING_PREFIX } from "./layout.ts";

/** File, folder, or neither; a symbolic link only where links are not followed. */
export type Kind = Pick<Deno.DirEntry, "isFile" | "isDirectory" | "isSymlink">;

/** The reason for a name that cannot be told to the system. */
export const BAD_NAME = "its name is not valid Unicode";
/** What the runtime gives for bytes in a name that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * The kind of an entry at `path`, behind links if `follow`.
 *
 * @throws {RefusedError} with the reason, if it is to be left out
 * @throws {Error} from the runtime, if that cannot be found out
 */
export async function kindOf(
  entry: Deno.DirEntry,
  path: string,
  follow: boolean,
): Promise<Kind> {
  if (entry.name.startsWith(STAGING_PREFIX)) {
    throw new RefusedError("a part of an export that is under way or was stopped");
  }
  const kind = entry.name.includes(REPLACEMENT)
    ? await statOr(BAD_NAME, () => Deno.lstat(path))
    : entry;
  if (!kind.isSymlink) return kind;
  if (!follow) throw new RefusedError("a symbolic link, which was not followed");
  return await statOr("a symbolic link that leads nowhere", () => Deno.stat(path));
}

async function statOr(ifMissing: string, stat: () => Promise<Kind>): Promise<Kind> {
  try {
    return await stat();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new RefusedError(ifMissing, { cause });
  }
}

/** Why something was left out, in plain words. */
export function reasonOf(error: unknown): string {
  return fromOsError(error, "cannot be read").message;
}
