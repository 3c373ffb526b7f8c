/**
 * The process's streams, environment and permissions: the one place that touches
 * them. Everything else takes an `Io`, so that tests can be anything.
 *
 * @module
 */

import { PermissionError } from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";
import { isClosedPipe } from "./closed_pipe.ts";
import { noteDenied } from "./denied.ts";
import type { Edition } from "./edition.ts";
import { VARIABLES } from "./environment.ts";
import { giveUpAllBut, type Needs } from "./permissions.ts";

/** Bytes that come in. */
export interface Input {
  /** Whether a person types here. */
  isTerminal(): boolean;
  /** The next bytes, or `null` at the end. */
  read(): Promise<Uint8Array | null>;
  /** Turns the terminal's echo and line editing off or on. */
  setRaw(on: boolean): void;
}

/** Bytes that go out. */
export interface Output {
  /** Whether a person reads here. */
  isTerminal(): boolean;
  /** Writes all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What a run of the program has to do with the outside. */
export interface Io {
  stdin: Input;
  stdout: Output;
  stderr: Output;
  /** A variable of the environment; `undefined` also where it may not be read. */
  env(name: string): string | undefined;
  /** Whether there is such a variable; a secret in it is not looked at. */
  isSet(name: string): boolean;
  /**
   * The whole environment.
   *
   * @throws {PermissionError} if it may not be read
   */
  environment(): Record<string, string>;
  /** Whether the user wants colours (the NO_COLOR convention). */
  color: boolean;
  /** How many characters fit on a line of the terminal. */
  columns(): number;
  /** What the program was compiled for, if not for everything. */
  edition?: Edition;
  /** Gives up all permissions but these; what could not be given up. */
  giveUpAllBut(needs: Needs): Promise<string[]>;
  /** The exit code to leave with once a signal asks for it. */
  interrupted: Promise<number>;
  /** Hands signals to `take` in place of ending the run, until it is disposed of. */
  takeSignals(take: (signal: Deno.Signal) => void): Disposable;
}

const CHUNK = 1 << 16;
const DEFAULT_COLUMNS = 80;

/** The real thing. */
export function systemIo(): Io {
  return {
    stdin: { isTerminal: () => Deno.stdin.isTerminal(), read: readStdin, setRaw },
    stdout: output(Deno.stdout),
    stderr: output(Deno.stderr),
    env,
    isSet,
    color: !Deno.noColor,
    columns,
    environment,
    giveUpAllBut: (needs) => giveUpAllBut(needs, lookAtAll),
    interrupted: signalled(),
    takeSignals,
  };
}

async function readStdin(): Promise<Uint8Array | null> {
  const chunk = new Uint8Array(CHUNK);
  const length = await Deno.stdin.read(chunk);
  return length === null ? null : chunk.subarray(0, length);
}

/** Whether the terminal's echo is off by our doing. */
let isRaw = false;

function setRaw(on: boolean): void {
  Deno.stdin.setRaw(on);
  isRaw = on;
}

function output(stream: typeof Deno.stdout): Output {
  return {
    isTerminal: () => stream.isTerminal(),
    write: async (bytes) => {
      try {
        for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
      } catch (error) {
        if (isClosedPipe(error)) throw error;
        throw fromOsError(error, "cannot write the output");
      }
    },
  };
}

/** What variables held when they were first asked for. */
const seen = new Map<string, string | undefined>();

function env(name: string): string | undefined {
  if (!seen.has(name)) seen.set(name, lookUp(name));
  return seen.get(name);
}

function isSet(name: string): boolean {
  if (seen.has(name)) return seen.get(name) !== undefined;
  try {
    return Deno.env.has(name);
  } catch (error) {
    if (error instanceof Error && error.name === "NotCapable") return false;
    throw error;
  }
}

/** Before nobody in this process may look any more. */
function lookAtAll(): void {
  for (const name of VARIABLES) env(name);
}

function environment(): Record<string, string> {
  try {
    return Deno.env.toObject();
  } catch (cause) {
    throw new PermissionError(
      "cannot read the environment: Coffer was not given this permission",
      {
        cause,
        hint: "run Deno with --allow-env, or begin with an empty environment: --only",
      },
    );
  }
}

function lookUp(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotCapable") throw error;
    noteDenied(name);
    return undefined;
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return DEFAULT_COLUMNS;
  }
}

/** Signals that end the program, with the numbers that shells add to 128. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
/** Signals that have a meaning for programs that Coffer waits for, and none for itself. */
const FOR_OTHERS = ["SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
const WINDOWS_SIGNALS = ["SIGINT"] as const;
const IS_WINDOWS = Deno.build.os === "windows";

/** Who gets signals, if not the run itself. */
let taker: ((signal: Deno.Signal) => void) | null = null;

/** A signal restores the terminal and ends the run by its ordinary way out. */
function signalled(): Promise<number> {
  return new Promise((resolve) => {
    const names = IS_WINDOWS
      ? WINDOWS_SIGNALS
      : Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
    for (const name of names) {
      Deno.addSignalListener(name, () => {
        if (taker !== null) return taker(name);
        // Not otherwise: a job in the background would be stopped by the attempt.
        if (isRaw) setRaw(false);
        resolve(128 + SIGNALS[name]);
      });
    }
  });
}

function takeSignals(take: (signal: Deno.Signal) => void): Disposable {
  taker = take;
  const others = (IS_WINDOWS ? [] : FOR_OTHERS).map((name) => {
    const listener = () => take(name);
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    [Symbol.dispose]: () => {
      taker = null;
      for (const { name, listener } of others) Deno.removeSignalListener(name, listener);
    },
  };
}
