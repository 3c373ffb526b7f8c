/**
 * Where random bytes come from, and whether they can be that.
 *
 * No test tells good random bytes from bad ones. These tell a source that has stopped:
 * one that gives zeros, or the same again, as after a fault of the system, of the
 * runtime, or of a machine that was put back to an earlier moment while it drew. The odds
 * that a sound one fails are below 2^-119 for each draw.
 *
 * @module
 */

import { sameBytes } from "../bytes.ts";
import { UnavailableError } from "../errors.ts";

/** Gives `length` fresh random bytes, owned by the caller. */
export type RandomSource = (length: number) => Uint8Array<ArrayBuffer>;

/** In bytes: what is drawn twice and compared before anything else is. */
const SAMPLE_LENGTH = 32;
/**
 * In bytes: the lengths of nonces and IVs. They stand beside the ciphertext for all to
 * see, so the last one can be kept; keys are longer, and are not.
 */
const NONCE_LENGTHS: readonly number[] = [16, 24];

/**
 * A source that is looked at: once before the first use, and from then on whenever a nonce
 * is drawn, which must be another than the one before.
 *
 * The source that comes back throws `UnavailableError` where `source` gives zeros, the
 * same again, or another length than was asked for.
 *
 * @example
 * ```ts
 * import { checkedRandom } from "./random.ts";
 * import assert from "node:assert/strict";
 *
 * const stopped = checkedRandom((length) => new Uint8Array(length));
 * assert.throws(() => stopped(24), /^UnavailableError/);
 * ```
 */
export function checkedRandom(source: RandomSource): RandomSource {
  const last = new Map<number, Uint8Array>();
  let begun = false;
  return (length) => {
    if (!begun) assertMoves(source);
    begun = true;
    const bytes = drawn(source, length);
    if (NONCE_LENGTHS.includes(length)) {
      assertFresh(bytes, last.get(length));
      last.set(length, bytes.slice());
    }
    return bytes;
  };
}

/** The operating system's generator, by way of Web Crypto, checked. */
export const systemRandom: RandomSource = checkedRandom((length) =>
  crypto.getRandomValues(new Uint8Array(length))
);

/** So often that chance alone never gets there: half of the draws fail at the very most. */
const MOST_DRAWS = 1000;

/**
 * The first of what `draw` gives that will do. It draws a thousand times at most.
 *
 * @throws {UnavailableError} if nothing does: the source that it draws from is stuck
 *
 * @example
 * ```ts
 * import { drawnUntil, systemRandom } from "./random.ts";
 * import assert from "node:assert/strict";
 *
 * const even = drawnUntil(() => systemRandom(1)[0]!, (byte) => byte % 2 === 0);
 * assert.equal(even % 2, 0);
 * ```
 */
export function drawnUntil<T>(draw: () => T, isGood: (drawn: T) => boolean): T {
  for (let draws = 0; draws < MOST_DRAWS; draws++) {
    const drawn = draw();
    if (isGood(drawn)) return drawn;
  }
  throw failed("it goes on giving what cannot be used");
}

function assertMoves(source: RandomSource): void {
  const first = drawn(source, SAMPLE_LENGTH);
  assertFresh(first, undefined);
  assertFresh(drawn(source, SAMPLE_LENGTH), first);
}

function drawn(source: RandomSource, length: number): Uint8Array<ArrayBuffer> {
  const bytes = source(length);
  if (bytes.length === length) return bytes;
  throw failed("it gives another number of bytes than it is asked for");
}

function assertFresh(bytes: Uint8Array, before: Uint8Array | undefined): void {
  if (bytes.every((byte) => byte === bytes[0])) {
    throw failed("it gives the same byte all the time");
  }
  if (before !== undefined && sameBytes(bytes, before)) {
    throw failed("it gives the same bytes again");
  }
}

function failed(reason: string): UnavailableError {
  return new UnavailableError(`the source of random numbers has failed: ${reason}`, {
    hint: "nothing was encrypted with it; start again, and if that does not help, " +
      "restart the machine",
  });
}
