/**
 * A program that runs with secrets: its streams, its signals, its end.
 *
 * @module
 */

import { type CofferError, NotFoundError, UnavailableError } from "../../core/errors.ts";
import { Masker, type MaskPlan } from "../../core/handover/mask/masker.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { isClosedPipe } from "../closed_pipe.ts";
import type { Io, Output } from "../io.ts";

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
 * that come meanwhile go to it.
 *
 * @throws {NotStarted} if it cannot be started
 * @throws {PermissionError} if Deno may not start it
 * @throws {UnavailableError} if its output cannot be written
 */
export async function runChild(io: Io, plan: ChildPlan): Promise<number> {
  let child: Deno.ChildProcess | null = null;
  // Before it is there, so that no signal comes in between.
  using _signals = io.takeSignals((signal) => {
    if (child !== null && !hasItAlready(io, signal)) send(child, signal);
  });
  child = start(plan);
  const streams = [
    ...(plan.stdin === null ? [] : [feed(child, plan.stdin)]),
    ...(plan.mask === null ? [] : [
      pass(child.stdout, io.stdout, new Masker(plan.mask)),
      pass(child.stderr, io.stderr, new Masker(plan.mask)),
    ]),
  ];
  const ended = await Promise.allSettled(streams);
  const { code } = await child.status;
  const failed = ended.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return code;
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

/** A program need not read its input. */
async function feed(child: Deno.ChildProcess, value: Uint8Array): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(value).then(() => writer.close()).catch(() => {});
}

/** If our reader has gone, the child's next write fails as ours did. */
async function pass(
  from: ReadableStream<Uint8Array>,
  to: Output,
  masker: Masker,
): Promise<void> {
  const show = async (bytes: Uint8Array) => {
    if (bytes.length > 0) await to.write(bytes);
  };
  try {
    for await (const chunk of from) await show(masker.write(chunk));
    await show(masker.end());
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}
