/**
 * What is no file: pipes, sockets, devices.
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";

/**
 * Refuses what is neither a file nor a folder before it is opened: opening a pipe waits
 * for a writer, and some devices have no end. (Reading a folder fails by itself.)
 *
 * @throws {RefusedError} if it is a pipe, a socket or a device
 */
export function refuseSpecial(path: string, info: Deno.FileInfo): void {
  if (info.isFile || info.isDirectory) return;
  throw new RefusedError(
    `${shownPath(path)} is not a file, but a pipe, a socket or a device`,
    { hint: "name a file; what comes from a pipe must be put into one first" },
  );
}
