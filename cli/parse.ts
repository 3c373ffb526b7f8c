/**
 * From arguments to options. Node's own parser, which every Deno has ready, takes plain
 * calls apart; for anything else commander is loaded, which says what is wrong and takes
 * longer to load than most commands have to work (adr/0017).
 *
 * @module
 */

import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Command } from "./command.ts";
import type { Entry } from "./commands.ts";

/** Arguments taken apart: positional ones, and options by name in camel case. */
export interface Parsed {
  args: string[];
  options: Record<string, unknown>;
}

type Config = NonNullable<ParseArgsConfig["options"]>;

const FLAG = /(?<=^|, )--?[a-z][-a-z]*/g;
const JOINED = /^-[a-z]+-/i;
const NO = "no-";

/**
 * Takes options and arguments apart; `"help"` if they ask for help instead.
 *
 * @throws {UsageError} for an unknown or incomplete option, or arguments too few or many
 */
export async function parseOptions(
  entry: Entry,
  command: Command,
  rest: readonly string[],
): Promise<Parsed | "help"> {
  if (command.takesCall && !asksForHelpAlone(rest)) {
    return { args: [...rest], options: {} };
  }
  const args = spelledOut(rest, command);
  const parsed = parsePlain(args, command);
  if (parsed !== null) return parsed;
  const { parseOrExplain } = await import("./parser.ts");
  return parseOrExplain(entry, command, args);
}

/** What commander makes of a plain call; `null` for what is wrong, rare or asks for help. */
export function parsePlain(args: readonly string[], command: Command): Parsed | null {
  // Commander takes a value that is joined to a short flag for none if it begins so.
  if (args.some((arg) => JOINED.test(arg))) return null;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: configOf(command),
      allowPositionals: true,
    });
    if (!fits(positionals.length, command)) return null;
    const given = Object.entries(values);
    // Which of the two holds, their order tells.
    if (given.some(([name]) => `${NO}${name}` in values)) return null;
    return {
      args: positionals,
      options: { ...defaults(command), ...Object.fromEntries(given.map(named)) },
    };
  } catch {
    return null;
  }
}

/** Options with a value that may be left out are none that this parser knows. */
function configOf({ options }: Command): Config {
  const plain = options.filter(({ flags }) => !flags.includes("["));
  return Object.fromEntries(plain.map(({ flags, repeats = false }) => {
    const short = shortOf(flags);
    return [longOf(flags), {
      type: flags.includes("<") ? "string" : "boolean",
      multiple: repeats,
      ...(short !== undefined && { short }),
    }];
  }));
}

/** What commander says of options that were not given. */
function defaults({ options }: Command): Record<string, unknown> {
  const names = options.map(({ flags }) => longOf(flags));
  const said: Record<string, unknown> = {};
  for (const name of names) {
    if (!name.startsWith(NO)) continue;
    const positive = name.slice(NO.length);
    if (!names.includes(positive)) said[camel(positive)] = true;
  }
  return said;
}

/** `--no-mask` is `mask`, and false. */
function named([name, value]: [string, unknown]): [string, unknown] {
  return name.startsWith(NO)
    ? [camel(name.slice(NO.length)), false]
    : [camel(name), value];
}

function fits(count: number, { arguments: all = [] }: Command): boolean {
  const least = all.filter(({ name }) => name.startsWith("<")).length;
  const most = all.some(({ name }) => name.includes("...")) ? Infinity : all.length;
  return least <= count && count <= most;
}

function longOf(flags: string): string {
  return /--([a-z][-a-z]*)/.exec(flags)![1]!;
}

function shortOf(flags: string): string | undefined {
  return /(?:^|, )-([a-z])\b/i.exec(flags)?.[1];
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `--help` behind another command is as good as in its place. */
function asksForHelpAlone(args: readonly string[]): boolean {
  const [first = "--help"] = args;
  return first === "--help" || first === "-h";
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
