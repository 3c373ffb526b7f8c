/**
 * Where random bytes come from.
 *
 * @module
 */

/** Gives `length` fresh random bytes, owned by the caller. */
export type RandomSource = (length: number) => Uint8Array<ArrayBuffer>;

/** The operating system's generator, by way of Web Crypto. */
export const systemRandom: RandomSource = (length): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
