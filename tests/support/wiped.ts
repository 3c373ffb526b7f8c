/**
 * Watching what is overwritten: everything that Coffer wipes, it fills with zeros.
 *
 * @module
 */

import { toHex } from "../../core/bytes.ts";

/** What was in the arrays that `work` and all that it called filled with zeros. */
export async function wipedBy(work: () => Promise<void>): Promise<Set<string>> {
  const { prototype } = Uint8Array;
  const { fill } = prototype;
  const wiped = new Set<string>();
  prototype.fill = function (value, ...range) {
    if (value === 0 && range.length === 0) wiped.add(toHex(this));
    return fill.call(this, value, ...range);
  };
  try {
    await work();
  } finally {
    prototype.fill = fill;
  }
  return wiped;
}
