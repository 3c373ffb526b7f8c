/**
 * Files of text that a call names.
 *
 * @module
 */

import { PermissionError, UsageError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { shownPath } from "../../core/shown_path.ts";

/**
 * The text of the file at `path`; `what` it is, for messages.
 *
 * @throws {UsageError} if it cannot be read, or is not UTF-8
 * @throws {PermissionError} if it may not be read
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    const known = fromOsError(error, `cannot read ${what} from ${shownPath(path)}`);
    // Other exit codes speak of secrets alone.
    throw known instanceof PermissionError
      ? known
      : new UsageError(known.message, { cause: error });
  }
  return textOf(bytes, what);
}

/**
 * Bytes as text.
 *
 * @throws {UsageError} if they are not UTF-8
 */
export function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError(`${what} is not UTF-8 text`, { cause });
  }
}
