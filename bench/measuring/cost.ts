/**
 * Time and peak memory of one run of a program. Where it is asked for, GNU `time` tells
 * what the system itself counts: /proc is closed to programs with named permissions.
 *
 * @module
 */

import { median } from "./statistics.ts";

/** What a run cost. */
export interface Cost {
  /** In milliseconds. */
  time: number;
  /** How long it kept a processor busy itself, in milliseconds; 0 if not counted. */
  cpu: number;
  /** The most that was resident at once, in bytes; 0 if not counted. */
  peak: number;
}

/** A program and its surroundings. */
export interface Run {
  command: readonly string[];
  env?: Record<string, string>;
  /** What it reads. */
  input?: string;
  /** Whether processor and memory are counted, by one more program around it. */
  counted?: boolean;
}

/** A program that did not end well, with what it said. */
export class RunError extends Error {
  /** The last thing that it said, on one line. */
  readonly said: string;

  constructor(command: readonly string[], said: string) {
    super(`${command.slice(0, 4).join(" ")}: ${said}`);
    this.said = said.trim().split("\n").find((line) => line.trim() !== "") ?? "";
  }
}

/** Runs a program once. @throws {RunError} if it fails */
export async function costOf(run: Run): Promise<Cost> {
  if (!run.counted) return { time: await timed(run), cpu: 0, peak: 0 };
  const report = await Deno.makeTempFile();
  try {
    const around = ["time", "-f", "%M %U %S", "-o", report];
    const time = await timed({ ...run, command: [...around, ...run.command] });
    const [peak, user, system] = (await Deno.readTextFile(report)).split(" ").map(Number);
    return { time, cpu: (user! + system!) * 1000, peak: peak! * 1024 };
  } finally {
    await Deno.remove(report);
  }
}

/** Several runs as one: the median of each time, and the largest peak of all. */
export function medianOf(costs: readonly Cost[]): Cost {
  return {
    time: median(costs.map(({ time }) => time)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    peak: Math.max(...costs.map(({ peak }) => peak)),
  };
}

async function timed({ command, env, input }: Run): Promise<number> {
  const [program, ...args] = command;
  const start = performance.now();
  const child = new Deno.Command(program!, {
    args,
    ...(env !== undefined && { env }),
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) await told(child, input);
  const { success, stderr } = await child.output();
  const time = performance.now() - start;
  if (success) return time;
  throw new RunError(command, new TextDecoder().decode(stderr));
}

async function told({ stdin }: Deno.ChildProcess, input: string): Promise<void> {
  const writer = stdin.getWriter();
  // A program that does not read its input closes it; that is no failure.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
}
