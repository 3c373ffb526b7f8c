/**
 * What every section works with: the programs, a folder, and how much is asked for.
 *
 * @module
 */

import { type Contestant, inTurn, type Race } from "./measuring/in_turn.ts";
import { COMPILER, emptyProgram, ownProgram } from "./programs/compiled.ts";
import { type Original, originals } from "./programs/originals.ts";

const ROOT = new URL("../", import.meta.url);

/** Fewer rounds are of programs so slow that their first start makes no difference. */
const WARMED = 5;

/** Where things are, and how much of them is wanted. */
export class Lab {
  /** For what is measured on; gone afterwards. */
  readonly folder: string;
  /** Whether it is enough to see that it works. */
  readonly quick: boolean;
  /** Coffer as it is installed. */
  readonly binary = Deno.env.get("COFFER_BIN") ?? new URL("dist/coffer", ROOT).pathname;
  /** What compiles. */
  readonly compiler = COMPILER;
  #made = new Map<string, Promise<unknown>>();

  constructor(folder: string, { quick }: { quick: boolean }) {
    this.folder = folder;
    this.quick = quick;
  }

  /** A path in the folder. */
  at(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** Makes something once, whoever asks first. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made as Promise<T>;
  }

  /** Some of `sizes`: all, or the smallest two if it is to be quick. */
  sizes(sizes: readonly number[]): readonly number[] {
    return this.quick ? sizes.slice(0, 2) : sizes;
  }

  /** A number, or a smaller one if it is to be quick. */
  atMost(number: number, quick: number): number {
    return this.quick ? Math.min(number, quick) : number;
  }

  /** Runs programs in turn, with one round before unless there are few. */
  async race(contestants: readonly Contestant[], rounds: number): Promise<Race> {
    const warm = rounds >= WARMED && !this.quick;
    return await inTurn(contestants, { count: this.atMost(rounds, 1), warm });
  }

  /** A Python that has one of the originals, or why there is none. */
  original(name: keyof typeof originals): Promise<Original> {
    return this.once(`original ${name}`, originals[name]);
  }

  /** An empty program, compiled as Coffer is. */
  empty(): Promise<string> {
    return this.once("empty", () => emptyProgram(this.folder));
  }

  /** A program of ours to measure with (programs/). */
  own(name: "floor" | "stages"): Promise<string> {
    return this.once(name, () => ownProgram(this.folder, name));
  }
}

/** The command that runs Coffer from source, as `deno task coffer` does. */
export function fromSource(): string[] {
  const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const [, ...flags] = config.tasks.coffer.command.split(" ");
  const main = flags.pop();
  const here = `--config=${new URL("deno.json", ROOT).pathname}`;
  return [Deno.execPath(), ...flags, here, new URL(main, ROOT).pathname];
}
