/**
 * The time of day as somebody has set it, in tests that run the program within them.
 *
 * @module
 */

/** Runs `work` while `offset` says by how many milliseconds each look at the clock is off. */
export async function withClock<T>(
  offset: () => number,
  work: () => Promise<T>,
): Promise<T> {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given: []) {
      super(...(given.length === 0 ? [Real.now() + offset()] : given) as [number]);
    }
    static override now(): number {
      return Real.now() + offset();
    }
  } as DateConstructor;
  try {
    return await work();
  } finally {
    globalThis.Date = Real;
  }
}

/** Runs `work` with a clock that is so many milliseconds late. */
export function late<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  return withClock(() => -milliseconds, work);
}

/** Runs `work` with a clock that is put forward and back at each look, by so much. */
export function restless<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let sign = -1;
  return withClock(() => (sign = -sign) * milliseconds, work);
}
