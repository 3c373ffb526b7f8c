/**
 * `coffer help`, and the texts that it and `--help` print.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import type { Call, Command } from "./command.ts";
import type { Entry, Group } from "./commands.ts";
import { findCommand, groupsFor } from "./find_command.ts";

const WALLET_STEPS = `First steps with a wallet:
  coffer init                               set one up, step by step
  coffer set mail work -u me --pwd-prompt   keep a login; asks for its password
  coffer get mail work                      print it
`;
const STASH_STEPS = `First steps with a stash:
  coffer stash init -f my.stash             make a stash; asks for a password
  coffer stash write -f my.stash mail/work  set a value; asks for it
  coffer stash read -f my.stash mail/work   print it
`;
const CLOSING = "`coffer help COMMAND` explains a command, with examples.\n";

/** The help for words: a command's, a group's, or the whole program's. */
export async function helpFor(words: string[], columns: number): Promise<string> {
  const { entry, words: found } = await findCommand(words);
  if (entry !== null) {
    const { command } = await entry.load();
    return await commandHelp(entry, command, columns);
  }
  return overview(groupsFor(found), found);
}

function overview(groups: readonly Group[], words: string[]): string {
  const name = ["coffer", ...words].join(" ");
  const head = words.length === 0
    ? "Coffer keeps secrets for people and for programs.\n\n"
    : "";
  const lists = groups.map(({ title, entries }) => `${title}\n${rows(entries)}\n`);
  const usage = `Usage: ${name} COMMAND [OPTIONS] [ARGUMENTS]\n\n`;
  return [`${head}${usage}${lists.join("\n")}`, ...stepsFor(words), CLOSING].join("\n");
}

/** A group has first steps only if they are its own. */
function stepsFor([group]: string[]): string[] {
  if (group === undefined) return [WALLET_STEPS, STASH_STEPS];
  return group === "stash" ? [STASH_STEPS] : [];
}

function rows(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ words }) => words.length));
  return entries.map(({ words, summary }) => `  ${words.padEnd(width)}  ${summary}`)
    .join("\n");
}

async function commandHelp(
  entry: Entry,
  command: Command,
  columns: number,
): Promise<string> {
  const { parserFor } = await import("./parser.ts");
  const parser = parserFor(entry, command).configureOutput({
    getOutHelpWidth: () => columns,
    getOutHasColors: () => false,
  });
  const examples = command.examples.map(({ call, does }) => `  ${call}\n      ${does}`);
  const notes = command.notes === undefined ? "" : `\n${command.notes.trim()}\n`;
  return `${parser.helpInformation()}${notes}\nExamples:\n${examples.join("\n")}\n`;
}

/** `coffer help [COMMAND]` */
export const command: Command = {
  arguments: [{ name: "[command...]", help: "the words of a command" }],
  options: [{ flags: "--json", help: "no difference: help is for people" }],
  examples: [{ call: "coffer help stash read", does: "explains one command" }],
  writes: () => false,
  touchesNothing: true,
  run: async (call: Call) => {
    const text = await helpFor([...call.arguments], call.io.columns());
    await call.out.data(utf8(text));
  },
};
