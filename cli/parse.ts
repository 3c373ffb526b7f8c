/**
 * From arguments to a call: finds the command's words, then lets commander take
 * the options apart.
 *
 * @module
 */

import { Command as Parser, CommanderError } from "commander";
import { UsageError } from "../core/errors.ts";
import { quote } from "../core/stash/key.ts";
import type { Command } from "./command.ts";
import { ENTRIES, type Entry, GROUPS } from "./commands.ts";
import { VALUE_FLAGS } from "./shared_options.ts";

const FLAG = /(?<=^|, )--?[a-z][-a-z]*/g;
const HELP_WANTED = "commander.helpDisplayed";

/** The command that arguments name, and what is left of them. */
export interface Found {
  /** The words as typed so far: `stash` alone finds a group but no entry. */
  words: string[];
  entry: Entry | null;
  rest: string[];
}

/**
 * Finds the words of a command among options, which may stand before them.
 *
 * @throws {UsageError} if there is no such command; suggests a similar one
 */
export function findCommand(args: readonly string[]): Found {
  const words: string[] = [];
  const rest = [...args];
  for (;;) {
    const entry = ENTRIES.find((each) => each.words === words.join(" ")) ?? null;
    if (entry !== null) return { words, entry, rest };
    const at = nextWord(rest);
    if (at === -1) return { words, entry: null, rest };
    words.push(...rest.splice(at, 1));
    if (!isBeginning(words.join(" "))) throw unknownCommand(words);
  }
}

/** Where the next argument stands that is neither an option nor an option's value. */
function nextWord(args: string[]): number {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === "--") return -1;
    if (!arg.startsWith("-") || arg === "-") return at;
    if (VALUE_FLAGS.has(arg)) at++;
  }
  return -1;
}

function isBeginning(words: string): boolean {
  return ENTRIES.some((entry) => `${entry.words} `.startsWith(`${words} `));
}

/** Names similar commands, also one of a group whose first word was forgotten. */
function unknownCommand(words: string[]): UsageError {
  const typed = words.at(-1)!;
  const candidates = namesBelow(words.slice(0, -1));
  const similar = candidates.has(typed)
    ? typed
    : similarTo(typed, [...candidates.keys()]);
  return new UsageError(`there is no command ${quote(words.join(" "))}`, {
    hint: candidates.has(similar)
      ? `did you mean \`coffer ${candidates.get(similar)}\`?`
      : "`coffer help` lists the commands",
  });
}

/** Every word that may follow `known`, at once or later, with the shortest way to it. */
function namesBelow(known: string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of ENTRIES) {
    const all = entry.words.split(" ");
    if (known.some((word, at) => all[at] !== word)) continue;
    for (let at = known.length; at < all.length; at++) {
      const shortest = names.get(all[at]!)?.split(" ").length ?? Infinity;
      if (at + 1 < shortest) names.set(all[at]!, all.slice(0, at + 1).join(" "));
    }
  }
  return names;
}

/** The name that commander finds similar, or an empty string. */
function similarTo(typed: string, names: string[]): string {
  const program = silent(new Parser("coffer"));
  for (const name of names) program.command(name);
  try {
    program.parse([typed], { from: "user" });
  } catch (error) {
    return suggestion(error)?.split(", ")[0] ?? "";
  }
  return "";
}

/**
 * Takes options and arguments apart; `"help"` if they ask for help instead.
 *
 * @throws {UsageError} for an unknown or incomplete option, or arguments too few or many
 */
export function parseOptions(
  entry: Entry,
  command: Command,
  rest: readonly string[],
): { args: string[]; options: Record<string, unknown> } | "help" {
  if (command.takesCall && !asksForHelpAlone(rest)) {
    return { args: [...rest], options: {} };
  }
  const parser = parserFor(entry, command);
  try {
    parser.parse(spelledOut(rest, command), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.code === HELP_WANTED) return "help";
    throw asUsageError(error, entry.words.split(" "));
  }
  return { args: parser.args, options: parser.opts() };
}

/** `--help` behind another command is as good as in its place. */
function asksForHelpAlone(args: readonly string[]): boolean {
  const [first = "--help"] = args;
  return first === "--help" || first === "-h";
}

/** The commander that knows this command; it prints nothing and never exits. */
export function parserFor(entry: Entry, command: Command): Parser {
  const parser = silent(new Parser(`coffer ${entry.words}`));
  parser.description(entry.summary).allowExcessArguments(false);
  for (const { name, help } of command.arguments ?? []) parser.argument(name, help);
  for (const { flags, help, repeats } of command.options) {
    if (repeats) parser.option(flags, help, collect, []);
    else parser.option(flags, help);
  }
  parser.helpOption("-h, --help", "explain this command");
  return parser;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/**
 * Replaces flags by what they stand for, up to `--`. A value is never touched, even
 * if it looks like a flag.
 */
function spelledOut(args: readonly string[], command: Command): string[] {
  const { aliases = {} } = command;
  const takesValue = valueFlags(command);
  const spelled: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [flag = "", ...value] = args[at]!.split("=");
    if (flag === "--") return [...spelled, ...args.slice(at)];
    const name = Object.hasOwn(aliases, flag) ? aliases[flag]! : flag;
    spelled.push([name, ...value].join("="));
    if (value.length === 0 && takesValue.has(name) && at + 1 < args.length) {
      spelled.push(args[++at]!);
    }
  }
  return spelled;
}

/** The flags of a command that are followed by a value. */
function valueFlags(command: Command): ReadonlySet<string> {
  const flags = command.options.filter(({ flags }) => flags.includes("<"));
  return new Set(flags.flatMap(({ flags }) => flags.match(FLAG) ?? []));
}

function silent(parser: Parser): Parser {
  return parser.exitOverride().helpCommand(false).configureOutput({
    writeOut: () => {},
    writeErr: () => {},
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
}

/** Commander's words in our form: what is wrong, then what to do. */
function asUsageError(error: unknown, words: string[]): UsageError {
  if (!(error instanceof CommanderError)) throw error;
  const message = withoutValues(error);
  const similar = suggestion(error);
  const help = ["coffer", "help", ...words].join(" ");
  return new UsageError(message, {
    cause: error,
    hint: similar === undefined
      ? `\`${help}\` explains it`
      : `did you mean ${similar}? \`${help}\` explains it`,
  });
}

/** What was typed too much may be a secret in the wrong place: it is not repeated. */
function withoutValues({ code, message }: CommanderError): string {
  const first = message.split("\n")[0]!.replace(/^error: /, "").replace(/\.$/, "");
  return code === "commander.excessArguments" ? first.replace(/:.*$/s, "") : first;
}

function suggestion(error: unknown): string | undefined {
  const message = error instanceof CommanderError ? error.message : "";
  return /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1];
}

/** The groups whose commands begin with `words`; all of them for none. */
export function groupsFor(words: readonly string[]): typeof GROUPS {
  return words.length === 0 ? GROUPS : GROUPS.filter((group) => group.word === words[0]);
}
