/**
 * Standard input taken whole, once.
 *
 * @module
 */

import { concat } from "../core/bytes.ts";
import { UsageError } from "../core/errors.ts";
import { assertSize, MOST_VALUE_BYTES } from "../core/sizes.ts";
import type { Io } from "./io.ts";

const taken = new WeakMap<Io, string>();

/**
 * Everything on standard input, for `purpose`.
 *
 * @throws {UsageError} if it was read for something else already
 * @throws {LimitError} if there is more than `MOST_VALUE_BYTES`
 */
export async function readStdin(io: Io, purpose: string): Promise<Uint8Array> {
  const other = taken.get(io);
  if (other !== undefined) {
    throw new UsageError(`standard input cannot be both ${other} and ${purpose}`, {
      hint: "give one of them by a file",
    });
  }
  taken.set(io, purpose);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = await io.stdin.read();
    if (chunk === null) break;
    size += chunk.length;
    assertSize(`${purpose} on standard input`, size, MOST_VALUE_BYTES);
    chunks.push(chunk);
  }
  return concat(chunks);
}
