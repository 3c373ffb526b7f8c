/**
 * Numbers that look random and come again with their seed (mulberry32).
 *
 * @module
 */

/** Gives numbers from 0 to 1, the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some of the numbers from 1 to `last`, spread over all of them. */
export function* spread(
  count: number,
  last: number,
  random: () => number,
): Generator<number> {
  const parts = Math.min(count, last);
  for (let part = 0; part < parts; part++) {
    yield 1 + Math.floor((part + random()) * last / parts);
  }
}
