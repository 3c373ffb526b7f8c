/**
 * Reads a file as a whole, if there is one.
 *
 * @module
 */

import { NotFoundError } from "../../core/errors.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { readToEnd } from "../../core/read_to_end.ts";
import { MOST_BLOB_BYTES } from "../../core/sizes.ts";
import { refuseSpecial } from "./special.ts";

/**
 * The bytes of the file at `location`, `null` if there is none.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be read
 * @throws {RefusedError} if it is a pipe, a socket or a device
 * @throws {LimitError} if it has more than `MOST_BLOB_BYTES`
 */
export async function readIfThere(
  location: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const info = await Deno.stat(location);
    refuseSpecial(location, info);
    using file = await Deno.open(location);
    return await readToEnd(file, {
      what: shownPath(location),
      likely: info.size,
      most: MOST_BLOB_BYTES,
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (await leadsNowhere(location, error)) return null;
    throw fromOsError(error, `cannot read ${shownPath(location)}`);
  }
}

/** Whether `path` itself is a symbolic link. */
export async function isLink(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isSymlink;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw fromOsError(error, `cannot look at ${shownPath(path)}`);
  }
}

/** Deno 2.4 takes a link to nothing for one to itself. */
async function leadsNowhere(location: string, error: unknown): Promise<boolean> {
  if (!(error instanceof Deno.errors.FilesystemLoop)) return false;
  try {
    const { realPlace } = await import("./place.ts");
    const { path } = await realPlace(location);
    await Deno.lstat(path);
    return false;
  } catch (cause) {
    return cause instanceof NotFoundError || cause instanceof Deno.errors.NotFound;
  }
}
