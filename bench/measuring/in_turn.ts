/**
 * Times whole programs: A B C A B C ..., so that a busy moment hits all alike.
 *
 * @module
 */

import { type Cost, costOf, medianOf, type Run } from "./cost.ts";

/** A program to be timed. */
export interface Contestant extends Run {
  /** What the others call it. */
  id: string;
  /** As the page shows it. */
  name: string;
  /** The id of what it cannot be quicker than. */
  floor?: string;
  /** Runs before each start; it does not count. */
  prepare?: () => Promise<void>;
}

/** What came out. */
export interface Measured extends Cost {
  contestant: Contestant;
  /** In milliseconds; `time` is the median. */
  fastest: number;
}

/** How often. */
export interface Rounds {
  count: number;
  /** Whether there is a round before that does not count. */
  warm: boolean;
}

/** Programs side by side. */
export class Race {
  readonly results: readonly Measured[];

  constructor(results: readonly Measured[]) {
    this.results = results;
  }

  /** The result of one; `undefined` if it did not take part. */
  of(id: string): Measured | undefined {
    return this.results.find(({ contestant }) => contestant.id === id);
  }

  /** The time of one in parts of another's; `undefined` if one of them was not there. */
  ratio(id: string, to: string): number | undefined {
    const [a, b] = [this.of(id), this.of(to)];
    return a && b && a.time / b.time;
  }
}

/** Runs each program `count` times. */
export async function inTurn(
  contestants: readonly Contestant[],
  { count, warm }: Rounds,
): Promise<Race> {
  const costs = contestants.map(() => [] as Cost[]);
  for (let round = warm ? -1 : 0; round < count; round++) {
    for (const [index, contestant] of contestants.entries()) {
      await contestant.prepare?.();
      const cost = await costOf(contestant);
      if (round >= 0) costs[index]!.push(cost);
    }
  }
  return new Race(contestants.map((each, index) => summary(each, costs[index]!)));
}

function summary(contestant: Contestant, costs: readonly Cost[]): Measured {
  const fastest = Math.min(...costs.map(({ time }) => time));
  return { contestant, fastest, ...medianOf(costs) };
}
