/**
 * What a command is, and what it is called with.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import { quote } from "../core/stash/key.ts";
import type { Io } from "./io.ts";
import type { Grants } from "./needs/grants.ts";
import type { StoreUse } from "./needs/stores.ts";
import type { Out } from "./output.ts";
import type { Needs } from "./permissions.ts";

/** An option: flags as in a help text (`-f, --file <FILE>`) and what it does. */
export interface Option {
  flags: string;
  help: string;
  /** Whether it may be given several times. */
  repeats?: boolean;
}

/** A positional argument: `<key>` must be given, `[key]` may be. */
export interface Argument {
  name: string;
  help: string;
}

/** A call to learn from, and what it does. */
export interface Example {
  call: string;
  does: string;
}

/** A command as its module describes it. */
export interface Command {
  arguments?: Argument[];
  options: Option[];
  /** Flags that commander cannot spell, such as `-ik`, and what they stand for. */
  aliases?: Readonly<Record<string, string>>;
  examples: Example[];
  /** More to know, after the list of options. */
  notes?: string;
  /** Whether this very call writes files; everything else is given up before it runs. */
  writes(call: Call): boolean;
  /** The programs that this very call may start, by name; none if it is not said. */
  programs?(call: Call): readonly string[];
  /** Whether its work is with the agent: it keeps what a socket and its folder take. */
  talksToAgent?: true;
  /**
   * Which of the stores that its options name (`-f`, `--store`) this very call opens; all
   * of them if it is not said.
   */
  opens?(call: Call): readonly ("stash" | "wallet")[];
  /** Whether this very call opens one record of its wallet and nothing else. */
  opensOneRecord?(call: Call): boolean;
  /** Whether this very call makes, lists or restores backups of its wallet. */
  usesBackups?(call: Call): boolean;
  /** Stores that this very call opens beside these. */
  stores?(call: Call): readonly StoreUse[];
  /**
   * What this very call needs beside its stores, passwords and programs, and the files
   * of `--in`, `--out` and options that end in `-file` (needs/of_call.ts).
   */
  needs?(call: Call, grants: Grants): void | Promise<void>;
  /** Whether this very call passes the whole environment on, or looks through it. */
  handsOnEnvironment?(call: Call): boolean;
  /** Whether it has to do with no file and no secret, so that nothing is given up for it. */
  touchesNothing?: true;
  /** Whether what follows is another command's call, which this one takes apart itself. */
  takesCall?: true;
  /** Does it; gives the exit code where another than 0 is no failure of its own. */
  run(call: Call): Promise<void | number>;
}

/** A command as it was called. */
export class Call {
  readonly io: Io;
  readonly out: Out;
  /** What this very call needs; everything else has been given up. */
  needs: Needs = { write: false };
  readonly #args: string[];
  readonly #options: Record<string, unknown>;

  constructor(
    { io, out }: { io: Io; out: Out },
    args: string[],
    options: Record<string, unknown>,
  ) {
    this.io = io;
    this.out = out;
    this.#args = args;
    this.#options = options;
  }

  /** The same call once more, for which passwords are found anew. */
  again(): Call {
    const call = new Call(this, this.#args, this.#options);
    call.needs = this.needs;
    return call;
  }

  /** The positional arguments. */
  get arguments(): readonly string[] {
    return this.#args;
  }

  /** Whether a flag was given. Names are in camel case, as `passwordStdin`. */
  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  /** What `--name` or `--no-name` says, if one of the two was given. */
  toggle(name: string): boolean | undefined {
    const value = this.#options[name];
    return typeof value === "boolean" ? value : undefined;
  }

  /** The values of an option that may be given several times, in order. */
  texts(name: string): string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value : [];
  }

  /** The value of an option, if given. */
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === "string" ? value : undefined;
  }

  /**
   * The value of an option that takes a whole number, if given.
   *
   * @throws {UsageError} if it is something else
   */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^[0-9]{1,15}$/.test(text)) return Number(text);
    throw new UsageError(`--${kebab(name)} takes a whole number, not ${quote(text)}`);
  }

  /** Whether questions may be asked. */
  get mayAsk(): boolean {
    return this.#options["input"] !== false && this.io.stdin.isTerminal();
  }
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
