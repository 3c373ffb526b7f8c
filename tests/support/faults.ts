/**
 * Makes what Coffer asks of the system fail at a chosen call (fault_points.ts): file
 * functions, the lock, SQLite's statements, requests.
 *
 * @module
 */

import { POINTS, type Points } from "./fault_points.ts";

export { InjectedError } from "./fault_points.ts";

/** Which call fails, counted from 1, and what becomes of it and of those after it. */
export interface Fault {
  at: number;
  /**
   * "once": the call fails and all others work. "dead": nothing works any more.
   * "unheard": it is done, and fails all the same. "delayed": it waits for `meanwhile`.
   */
  then: "once" | "dead" | "unheard" | "delayed";
  /** Called when it is its turn, while everything works; what was written is there. */
  meanwhile?: () => void | Promise<void>;
}

/** How work went that ran with a fault. */
export interface Run {
  /** The calls that were made, the failing ones too. */
  calls: string[];
  /** What came out of it, if it failed. */
  error: unknown;
}

interface Watched extends Run {
  readonly fault: Fault;
  /** While something else happens, which is not counted. */
  paused: boolean;
}

/** Runs `work` while the system fails as `fault` says. */
export async function withFault(
  fault: Fault,
  work: () => Promise<unknown>,
): Promise<Run> {
  const run: Watched = { calls: [], error: undefined, fault, paused: false };
  const restore = POINTS.flatMap((points) => intercept(points, run));
  try {
    await work();
  } catch (error) {
    run.error = error;
  } finally {
    for (const each of restore) each();
  }
  return run;
}

function intercept(points: Points, run: Watched): (() => void)[] {
  const { target, names } = points;
  return names.filter((name) => name in target).map((name) => {
    const original = target[name]!;
    target[name] = function (this: unknown, ...args: unknown[]) {
      const made = (given = args) => original.apply(this, given);
      if (run.paused) return made();
      const { at, then } = run.fault;
      const number = run.calls.push(nameOf(name, this));
      if (number > at && then === "dead") return failing(points, name, run);
      if (number !== at) return made();
      return points.isSync
        ? struckAtOnce(points, run, () => made(), () => made(halved(args)))
        : struck(points, name, run, { made, half: () => made(halved(args)) });
    };
    return () => void (target[name] = original);
  });
}

/** A statement is known by what it says first. */
function nameOf(name: string, target: unknown): string {
  const { sourceSQL } = (target ?? {}) as { sourceSQL?: unknown };
  return typeof sourceSQL === "string" ? sourceSQL.split(/[\s(]/, 1)[0]! : name;
}

function struckAtOnce(
  points: Points,
  run: Watched,
  made: () => unknown,
  half: () => unknown,
): unknown {
  const { then } = run.fault;
  // Nobody else of this thread can come in between.
  if (then === "delayed") return made();
  if (then === "unheard") closed(made());
  else if (run.calls.at(-1) === "writeSync") half();
  meanwhile(run);
  return fail(points, run);
}

/** A failing write has written a part before; a listing fails when it is begun. */
function struck(
  points: Points,
  name: string,
  run: Watched,
  { made, half }: { made: () => unknown; half: () => unknown },
): unknown {
  const { then } = run.fault;
  if (name === "readDir") {
    if (then === "delayed") return made();
    meanwhile(run);
    return fail(points, run);
  }
  return (async () => {
    if (then === "unheard") closed(await made());
    else if (then !== "delayed" && isHalved(name, then)) await half();
    await meanwhile(run);
    return then === "delayed" ? await made() : fail(points, run);
  })();
}

/** What happens meanwhile uses the system as it is. */
function meanwhile(run: Watched): void | Promise<void> {
  run.paused = true;
  const done = run.fault.meanwhile?.();
  if (done instanceof Promise) return done.finally(() => run.paused = false);
  run.paused = false;
}

/** Nobody will get to know of the file that was opened, nor read the answer. */
function closed(result: unknown): void {
  if (result instanceof Deno.FsFile) result.close();
  if (result instanceof Response) result.body?.cancel();
}

/** As the runtime fails: at once, or with a promise. */
function failing(points: Points, name: string, run: Watched): unknown {
  if (points.isSync || name === "readDir") return fail(points, run);
  // deno-lint-ignore require-await
  return (async () => fail(points, run))();
}

function fail(points: Points, { calls }: Watched): never {
  throw points.error(`call ${calls.length}: ${calls.at(-1)}`);
}

/** A file that is written by one call is cut by a full disk, not by a kill. */
function isHalved(name: string, then: Fault["then"]): boolean {
  return name === "write" || (name === "writeFile" && then === "once");
}

function halved(args: unknown[]): unknown[] {
  return args.map((arg) =>
    arg instanceof Uint8Array ? arg.subarray(0, arg.length >> 1) : arg
  );
}
