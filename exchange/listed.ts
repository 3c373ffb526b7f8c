/**
 * Whether what is read is what was listed: between the two, somebody else may have put
 * another file, a link or a pipe in its place.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";
import { readToEnd } from "../core/read_to_end.ts";
import { MOST_VALUE_BYTES } from "../core/sizes.ts";

/** Which file or folder it is, by the numbers that the system gives it. */
export type Identity = Pick<
  Deno.FileInfo,
  "isFile" | "isDirectory" | "dev" | "ino"
>;

/** What is at `path`, behind links if `follow`. */
export function look(path: string, follow: boolean): Promise<Deno.FileInfo> {
  return follow ? Deno.stat(path) : Deno.lstat(path);
}

/**
 * What was `found`, if it is of the kind and of the numbers that were `listed`. Windows
 * does not tell all the numbers; what is not known is not compared.
 *
 * @throws {RefusedError} if it is another file or folder
 */
export function assertSame<T extends Identity>(found: T, listed: Identity): T {
  const same = found.isFile === listed.isFile &&
    found.isDirectory === listed.isDirectory &&
    agree(found.dev, listed.dev) && agree(found.ino, listed.ino);
  if (same) return found;
  throw new RefusedError("changed while it was read");
}

function agree(a: number | null, b: number | null): boolean {
  return !a || !b || a === b;
}

/**
 * The whole content of a file that was listed before, in an array that the caller owns.
 *
 * @throws {RefusedError} if there is another file now, or something else
 * @throws {LimitError} if it has more than `MOST_VALUE_BYTES`
 * @throws {Error} from the runtime, if it cannot be read
 */
export async function readListed(
  { path, identity }: { path: string; identity: Identity },
  { followSymlinks = false }: { followSymlinks?: boolean | undefined } = {},
): Promise<Uint8Array> {
  // Before it is opened as well: opening a pipe would wait for a writer.
  assertSame(await look(path, followSymlinks), identity);
  using file = await Deno.open(path);
  const { size } = assertSame(await file.stat(), identity);
  return await readToEnd(file, {
    what: "the file",
    likely: size,
    most: MOST_VALUE_BYTES,
  });
}
