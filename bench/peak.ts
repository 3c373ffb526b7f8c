/**
 * Time and peak memory of one run of a program. GNU `time` tells what the system itself
 * counts: /proc is closed to programs with named permissions.
 *
 * @module
 */

/** What a run cost. */
export interface Cost {
  /** In milliseconds. */
  time: number;
  /** How long it kept a processor busy itself, in milliseconds. */
  cpu: number;
  /** The most that was resident at once, in bytes. */
  peak: number;
}

/** A program and its surroundings. */
export interface Run {
  command: string[];
  env: Record<string, string>;
}

/** Runs a program once. */
export async function costOf({ command, env }: Run): Promise<Cost> {
  const report = await Deno.makeTempFile();
  try {
    const start = performance.now();
    const { success, stderr } = await new Deno.Command("time", {
      args: ["-f", "%M %U %S", "-o", report, ...command],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const time = performance.now() - start;
    if (!success) {
      throw new Error(`${command.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    }
    const [peak, user, system] = (await Deno.readTextFile(report)).split(" ").map(Number);
    return { time, cpu: (user! + system!) * 1000, peak: peak! * 1024 };
  } finally {
    await Deno.remove(report);
  }
}

/** The run of median time, and the largest peak of all. */
export async function medianCost(run: Run, rounds: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await costOf(run));
  costs.sort((a, b) => a.time - b.time);
  return {
    time: costs[costs.length >> 1]!.time,
    cpu: costs.map(({ cpu }) => cpu).sort((a, b) => a - b)[costs.length >> 1]!,
    peak: Math.max(...costs.map(({ peak }) => peak)),
  };
}
