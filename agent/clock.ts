/**
 * A clock for time-outs that neither a machine's sleep nor a change of its time stops.
 *
 * @module
 */

/** The two clocks of the runtime, in milliseconds. */
export interface Clocks {
  /** Never goes back, and may stand still while the machine sleeps. */
  monotonic(): number;
  /** Goes on while the machine sleeps, and may be put back. */
  wall(): number;
}

const SYSTEM: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** Milliseconds since it was made: in each step those of the clock that went on further. */
export function tirelessClock({ monotonic, wall }: Clocks = SYSTEM): () => number {
  let elapsed = 0, lastMonotonic = monotonic(), lastWall = wall();
  return () => {
    const [nowMonotonic, nowWall] = [monotonic(), wall()];
    elapsed += Math.max(0, nowMonotonic - lastMonotonic, nowWall - lastWall);
    [lastMonotonic, lastWall] = [nowMonotonic, nowWall];
    return elapsed;
  };
}
