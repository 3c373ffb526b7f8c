/**
 * Times whole programs: A B C A B C ..., so that a busy moment hits all alike.
 *
 * @module
 */

/** A program to be timed. */
export interface Contestant {
  name: string;
  command: string[];
  env?: Record<string, string>;
  /** Runs before each start; it does not count. */
  prepare?: () => Promise<void>;
}

/** What came out, in milliseconds. */
export interface Measured {
  name: string;
  median: number;
  fastest: number;
}

/** Runs each program `rounds` times, after one round that does not count. */
export async function inTurn(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Measured[]> {
  const times = contestants.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      await contestant.prepare?.();
      const time = await timed(contestant);
      if (round >= 0) times[index]!.push(time);
    }
  }
  return contestants.map(({ name }, index) => summary(name, times[index]!));
}

async function timed({ name, command, env }: Contestant): Promise<number> {
  const [program, ...args] = command;
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(program!, {
    args,
    ...(env !== undefined && { env }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const time = performance.now() - start;
  if (success) return time;
  throw new Error(`${name} failed: ${new TextDecoder().decode(stderr)}`);
}

function summary(name: string, times: number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  return { name, median: sorted[sorted.length >> 1]!, fastest: sorted[0]! };
}
