/**
 * Commander, for what is more than taking apart: texts of help, and what is wrong with
 * arguments.
 *
 * @module
 */

import { Command as Parser, CommanderError } from "commander";
import { UsageError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import type { Entry } from "./commands.ts";
import type { Parsed } from "./parse.ts";

const HELP_WANTED = "commander.helpDisplayed";

/**
 * Takes options and arguments apart, `"help"` if they ask for help; says what is wrong.
 *
 * @throws {UsageError} for an unknown or incomplete option, or arguments too few or many
 */
export function parseOrExplain(
  entry: Entry,
  command: Command,
  args: readonly string[],
): Parsed | "help" {
  const parser = parserFor(entry, command);
  try {
    parser.parse(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.code === HELP_WANTED) return "help";
    throw asUsageError(error, entry.words.split(" "));
  }
  return { args: parser.args, options: parser.opts() };
}

/** The commander that knows this command; it prints nothing and never exits. */
export function parserFor(entry: Entry, command: Command): Parser {
  const parser = silent(new Parser(`coffer ${entry.words}`));
  parser.description(entry.summary).allowExcessArguments(false);
  for (const { name, help } of command.arguments ?? []) parser.argument(name, help);
  for (const { flags, help, repeats } of command.options) {
    if (repeats) parser.option(flags, help, collect);
    else parser.option(flags, help);
  }
  parser.helpOption("-h, --help", "explain this command");
  return parser;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The one of `names` that is similar, or an empty string. */
export function similarTo(typed: string, names: string[]): string {
  const program = silent(new Parser("coffer"));
  for (const name of names) program.command(name);
  try {
    program.parse([typed], { from: "user" });
  } catch (error) {
    return suggestion(error)?.split(", ")[0] ?? "";
  }
  return "";
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
