/**
 * Reading one value of a stash, next to its floors and the original.
 *
 * @module
 */

import type { Fixtures } from "./fixtures.ts";
import { inTurn } from "./measure.ts";
import type { Section } from "./page.ts";

const ROUNDS = 15;

/** The programs to be timed. */
export interface Programs {
  binary: string;
  /** An empty program, compiled the same way. */
  empty: string;
  /** A folder for what is measured on. */
  folder: string;
  /** A Python that has the original. */
  python?: string | undefined;
}

/** One value of ten, 2^18 iterations. */
export async function stashSection(
  { stash, key, derive, pythonRead, password }: Fixtures,
  { binary, empty, python }: Programs,
): Promise<Section> {
  const env = { COFFER_PASSWORD: password, NO_COLOR: "1" };
  const read = ["stash", "read", "-f", stash, key];
  const source = [Deno.execPath(), ..."task --quiet coffer".split(" ")];
  const results = await inTurn([
    { name: "`coffer stash read`, the binary", command: [binary, ...read], env },
    { name: "`coffer stash read`, from source", command: [...source, ...read], env },
    { name: "an empty program, compiled the same way", command: [empty] },
    { name: "the bare key derivation, in an empty program", command: derive },
    { name: "`coffer version`, the binary", command: [binary, "version"] },
    ...(python === undefined ? [] : [{
      name: "the same with Python's `sstash`",
      command: [python, "-c", pythonRead, stash, password, key],
    }]),
  ], ROUNDS);
  return {
    title: "A stash: reading one value",
    about: "A stash with ten entries and 262,144 iterations.",
    results,
    rounds: ROUNDS,
  };
}
