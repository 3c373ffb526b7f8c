/**
 * A run of the program: from arguments to an exit code.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { AuthenticationError, UsageError } from "../core/errors.ts";
import { quote } from "../core/stash/key.ts";
import { Call, type Command } from "./command.ts";
import { type Entry, HIDDEN } from "./commands.ts";
import { assertCanDo } from "./edition.ts";
import { DONE, exitCode } from "./exit_codes.ts";
import { giveUp, needsAtFirst, needsOf } from "./give_up.ts";
import type { Io } from "./io.ts";
import { isClosedPipe } from "./closed_pipe.ts";
import { asKnown } from "./missing.ts";
import { Out } from "./output.ts";
import { findCommand, type Found } from "./find_command.ts";
import { parseOptions } from "./parse.ts";

/** Runs the command that `args` name. Never throws, never exits. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const out = new Out(io, asksForJson(args));
  let signalled = false;
  const stopped = io.interrupted.then((code) => {
    signalled = true;
    return tidied(code, out);
  });
  try {
    const code = await Promise.race([dispatch(args, io, out), stopped]);
    return signalled ? await stopped : code;
  } catch (error) {
    // What fails because it was cut short is no news.
    if (signalled) return await stopped;
    if (isClosedPipe(error)) return DONE;
    // A password that did not open is not to be tried again unasked.
    if (error instanceof AuthenticationError) await forget(io);
    // Where even that cannot be said, the exit code still tells.
    await out.error(error).catch(() => {});
    return exitCode(asKnown(error) ?? error);
  }
}

/** Loaded here, since sessions are rare and wrong passwords too. */
async function forget(io: Io): Promise<void> {
  const { sessionOf } = await import("./session.ts");
  sessionOf(io)?.forget();
}

/** Takes away what a command that a signal stopped has written so far, secrets perhaps. */
async function tidied(code: number, out: Out): Promise<number> {
  const { cleanUp } = await import("../exchange/cleanup.ts");
  for (const path of cleanUp()) {
    await out.warn(`${path} is left behind, with secrets in it: remove it`);
  }
  return code;
}

async function dispatch(args: readonly string[], io: Io, out: Out): Promise<number> {
  if (asksForVersion(args)) return await dispatch(["version"], io, out);
  const { words, entry, rest } = findHidden(args) ?? await findCommand(args);
  if (entry === null) return await showHelp(words, rest, io);
  const { command } = await entry.load();
  const parsed = await parseOptions(entry, command, rest);
  if (parsed === "help") return await showHelp(words, [], io);
  const call = new Call({ io, out }, parsed.args, parsed.options);
  call.needs = needsOf(command, call);
  assertCanDo(io.edition, call.needs);
  await using _agent = await agentFor(entry, command, call);
  if (!command.touchesNothing) await giveUp(call, await needsAtFirst(command, call));
  const code = await command.run(call);
  await out.flush();
  return code ?? DONE;
}

/** Gets ready for the agent while the permissions are there; loads nothing without need. */
async function agentFor({ words }: Entry, command: Command, call: Call) {
  // What only reads has no leave to speak with it.
  if (command.touchesNothing || call.io.edition !== undefined) return null;
  const { agentUse } = await import("./agent/use.ts");
  const use = agentUse(words, command, call);
  if (use === null) return null;
  const { prepareAgent } = await import("./agent/prepare.ts");
  return await prepareAgent(call, command, use);
}

/** Commands for Coffer alone: their words come first and without options. */
function findHidden([first, ...rest]: readonly string[]): Found | null {
  const entry = HIDDEN.find(({ words }) => words === first);
  return entry === undefined
    ? null
    : { words: [entry.words], entry, rest, isKnown: true };
}

/** Help without a command to run; what else was said there has no meaning. */
async function showHelp(words: string[], rest: string[], io: Io): Promise<number> {
  const stray = rest.find((arg) => !["--help", "-h", "--json"].includes(arg));
  if (stray !== undefined) {
    throw new UsageError(`${quote(stray)} without a command`, {
      hint: "`coffer help` lists the commands",
    });
  }
  const { helpFor } = await import("./help.ts");
  await io.stdout.write(utf8(await helpFor(words, io.columns())));
  return DONE;
}

function asksForVersion(args: readonly string[]): boolean {
  return args.length === 1 && (args[0] === "--version" || args[0] === "-V");
}

/** Known before the arguments are understood, since errors in them are JSON too. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).includes("--json");
}
