/**
 * A program that runs with secrets: its streams, its signals, its end.
 *
 * @module
 */

import { type CofferError, NotFoundError, UnavailableError } from "../../core/errors.ts";
import { Masker, type MaskPlan } from "../../core/handover/mask/masker.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import type { Io } from "../io.ts";
import { LastWait } from "./last_wait.ts";
import { feed, pass } from "./streams.ts";

/** As shells have it: there is such a program, but it cannot be started. */
const CANNOT_START = 126;
/** As shells have it: there is no such program. */
const NOT_THERE = 127;
/** What the keys of a terminal send goes to all programs in front, the child too. */
const FROM_TERMINAL: ReadonlySet<Deno.Signal> = new Set(["SIGINT", "SIGQUIT"]);

/** What is to be started, and with what. */
export interface ChildPlan {
  program: string;
  args: string[];
  /** The whole environment. */
  env: Record<string, string>;
  /** What it gets on standard input; `null` for ours. */
  stdin: Uint8Array | null;
  /** What to hide in its output; `null` hands ours over as it is. */
  mask: MaskPlan | null;
  /** Called as soon as it has ended; its output may not have. */
  ended(): void;
}

/** Why a program was not started, and the exit code that says so. */
export class NotStarted extends Error {
  /** What to tell. */
  readonly reason: CofferError;
  readonly exitCode: number;

  constructor(reason: CofferError, exitCode: number) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program to its end, and gives its exit code: 128+n if signal n ended it. Signals
 * that come meanwhile go to it. Others may go on writing to its output, and that is
 * passed on, until they end or a signal says that it is enough.
 *
 * @throws {NotStarted} if it cannot be started
 * @throws {PermissionError} if Deno may not start it
 * @throws {UnavailableError} if its output cannot be written
 */
export async function runChild(io: Io, plan: ChildPlan): Promise<number> {
  let child: Deno.ChildProcess | null = null;
  const wait = new LastWait();
  // Before it is there, so that no signal comes in between.
  using _signals = io.takeSignals((signal) => {
    const isForIt = child !== null && !wait.hasBegun && !hasItAlready(io, signal);
    if (isForIt) send(child!, signal);
    wait.note(signal);
  });
  child = start(plan);
  const giveUp = new AbortController();
  const streams = Promise.allSettled(streamsOf(child, io, plan, giveUp.signal));
  const { code } = await child.status;
  plan.ended();
  const ended = await wait.until(streams);
  giveUp.abort();
  const failed = ended?.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return wait.code ?? code;
}

function streamsOf(
  child: Deno.ChildProcess,
  io: Io,
  { stdin, mask }: ChildPlan,
  givenUp: AbortSignal,
): Promise<void>[] {
  const masked = () => ({ masker: new Masker(mask!), givenUp });
  return [
    ...(stdin === null ? [] : [feed(child.stdin, stdin, givenUp)]),
    ...(mask === null ? [] : [
      pass(child.stdout, io.stdout, masked()),
      pass(child.stderr, io.stderr, masked()),
    ]),
  ];
}

function start({ program, args, env, stdin, mask }: ChildPlan): Deno.ChildProcess {
  const out = mask === null ? "inherit" : "piped";
  try {
    return new Deno.Command(program, {
      args,
      env,
      clearEnv: true,
      stdin: stdin === null ? "inherit" : "piped",
      stdout: out,
      stderr: out,
    }).spawn();
  } catch (error) {
    throw whyNot(error, program);
  }
}

function whyNot(cause: unknown, program: string): Error {
  const doing = `cannot start ${shownPath(program)}`;
  if (!(cause instanceof Error)) return fromOsError(cause, doing);
  if (cause.name === "NotCapable") return fromOsError(cause, doing);
  if (cause.name === "NotFound") {
    const reason = new NotFoundError(`${doing}: there is no such program`, {
      cause,
      hint: "check its name and PATH; if it is a script, check its first line",
    });
    return new NotStarted(reason, NOT_THERE);
  }
  const reason = cause.name === "PermissionDenied"
    ? new UnavailableError(`${doing}: it is not a program, or may not be run`, { cause })
    : fromOsError(cause, doing);
  return new NotStarted(reason, CANNOT_START);
}

/**
 * Whether the child has got a signal by itself. Nobody can tell who sent it; but with a
 * terminal it is nearly always a key, and twice is once too often.
 */
function hasItAlready({ stdin, stdout, stderr }: Io, signal: Deno.Signal): boolean {
  const onTerminal = [stdin, stdout, stderr].some((stream) => stream.isTerminal());
  return Deno.build.os === "windows" || (onTerminal && FROM_TERMINAL.has(signal));
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended meanwhile.
  }
}
