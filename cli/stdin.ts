/**
 * Standard input taken whole, once.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import type { Io } from "./io.ts";

const taken = new WeakMap<Io, string>();

/**
 * Everything on standard input, for `purpose`.
 *
 * @throws {UsageError} if it was read for something else already
 */
export async function readStdin(io: Io, purpose: string): Promise<Uint8Array> {
  const other = taken.get(io);
  if (other !== undefined) {
    throw new UsageError(`standard input cannot be both ${other} and ${purpose}`, {
      hint: "give one of them by a file",
    });
  }
  taken.set(io, purpose);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const chunk = await io.stdin.read();
    if (chunk === null) break;
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
