/**
 * Makes the runtime's file functions fail at a chosen call.
 *
 * @module
 */

/** Which call fails, counted from 1, and whether those after it do as well. */
export interface Fault {
  at: number;
  /** "once": the call fails and all others work. "dead": nothing works any more. */
  then: "once" | "dead";
}

/** What a failing call throws; never one of ours. */
export class InjectedError extends Error {}

/** How work went that ran with a fault. */
export interface Run {
  /** The calls that were made, the failing ones too. */
  calls: string[];
  /** What came out of it, if it failed. */
  error: unknown;
}

type AnyFunction = (...args: unknown[]) => unknown;
type Functions = Record<string, AnyFunction>;

/** Every asynchronous file function, used today or not. */
const FUNCTIONS = [
  "chmod",
  "chown",
  "copyFile",
  "create",
  "link",
  "lstat",
  "makeTempFile",
  "makeTempDir",
  "mkdir",
  "open",
  "readDir",
  "readFile",
  "readLink",
  "readTextFile",
  "realPath",
  "remove",
  "rename",
  "stat",
  "symlink",
  "truncate",
  "utime",
  "writeFile",
  "writeTextFile",
];
/** The lock has a test of its own, and closing a file does not fail. */
const METHODS = ["read", "write", "sync", "syncData", "stat", "truncate", "seek"];

/** Runs `work` while the file functions fail as `fault` says. */
export async function withFault(
  fault: Fault,
  work: () => Promise<unknown>,
): Promise<Run> {
  const run: Run = { calls: [], error: undefined };
  const restore = [
    ...intercept(Deno as unknown as Functions, FUNCTIONS, fault, run.calls),
    ...intercept(
      Deno.FsFile.prototype as unknown as Functions,
      METHODS,
      fault,
      run.calls,
    ),
  ];
  try {
    await work();
  } catch (error) {
    run.error = error;
  } finally {
    for (const each of restore) each();
  }
  return run;
}

function intercept(
  target: Functions,
  names: string[],
  fault: Fault,
  calls: string[],
): (() => void)[] {
  return names.filter((name) => name in target).map((name) => {
    const original = target[name]!;
    target[name] = function (this: unknown, ...args: unknown[]) {
      calls.push(name);
      const fails = calls.length === fault.at ||
        (fault.then === "dead" && calls.length > fault.at);
      if (!fails) return original.apply(this, args);
      return failing(name, calls.length, () => original.apply(this, halved(args)));
    };
    return () => void (target[name] = original);
  });
}

/** A failing write has written a part before; a listing fails when it is begun. */
function failing(name: string, number: number, half: () => unknown): unknown {
  const error = new InjectedError(`call ${number}: ${name}`);
  if (name === "readDir") throw error;
  const before = name === "write" ? Promise.resolve(half()) : Promise.resolve();
  return before.then(() => Promise.reject(error));
}

function halved(args: unknown[]): unknown[] {
  const [data, ...rest] = args;
  return data instanceof Uint8Array
    ? [data.subarray(0, data.length >> 1), ...rest]
    : args;
}
