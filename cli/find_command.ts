/**
 * Which command the arguments name.
 *
 * @module
 */

import { ENTRIES, type Entry, GROUPS } from "./commands.ts";
import { VALUE_FLAGS } from "./shared_options.ts";

/** The command that arguments name, and what is left of them. */
export interface Found {
  /** The words as typed so far: `stash` alone finds a group but no entry. */
  words: string[];
  entry: Entry | null;
  rest: string[];
  /** Whether commands begin with these words. */
  isKnown: boolean;
}

/**
 * Finds the words of a command among options, which may stand before them.
 *
 * @throws {UsageError} if there is no such command; suggests a similar one
 */
export async function findCommand(args: readonly string[]): Promise<Found> {
  const found = lookForCommand(args);
  if (found.isKnown) return found;
  const { unknownCommand } = await import("./unknown_command.ts");
  throw unknownCommand(found.words);
}

/** The same; the words of no command end at the first that is none. */
export function lookForCommand(args: readonly string[]): Found {
  const words: string[] = [];
  const rest = [...args];
  for (;;) {
    const entry = ENTRIES.find((each) => each.words === words.join(" ")) ?? null;
    if (entry !== null) return { words, entry, rest, isKnown: true };
    const at = nextWord(rest);
    if (at === -1) return { words, entry: null, rest, isKnown: true };
    words.push(...rest.splice(at, 1));
    if (!isBeginning(words.join(" "))) {
      return { words, entry: null, rest, isKnown: false };
    }
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

/** The groups whose commands begin with `words`; all of them for none. */
export function groupsFor(words: readonly string[]): typeof GROUPS {
  return words.length === 0 ? GROUPS : GROUPS.filter((group) => group.word === words[0]);
}
