/**
 * Coffer in a race: the binary and the program from source, each with its floor.
 *
 * @module
 */

import { fromSource, type Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import type { Both } from "../page/targets.ts";

/** A command of Coffer, as both run it. */
export interface Command extends Omit<Contestant, "id" | "name" | "command"> {
  /** As the page shows it. */
  name: string;
  args: readonly string[];
}

/** The command by both. */
export function coffers(lab: Lab, { name, args, ...rest }: Command): Contestant[] {
  return [
    {
      floor: "empty",
      ...rest,
      id: "binary",
      name: `${name}, the binary`,
      command: [lab.binary, ...args],
    },
    {
      floor: "empty source",
      ...rest,
      id: "source",
      name: `${name}, from source`,
      command: [...fromSource(), ...args],
    },
  ];
}

/** Floors: programs of both kinds that do nothing. */
export async function empties(lab: Lab): Promise<Contestant[]> {
  const empty = await lab.empty();
  return [
    { id: "empty", name: "floor: an empty program, compiled", command: [empty] },
    {
      id: "empty source",
      name: "floor: an empty program, from source",
      command: [Deno.execPath(), "run", "--quiet", "--no-config", lab.at("empty.js")],
    },
  ];
}

/** A floor: one thing that has to be done, in an otherwise empty program. */
export async function floor(
  lab: Lab,
  id: string,
  name: string,
  args: readonly string[],
): Promise<Contestant> {
  const command = [await lab.own("floor"), ...args];
  return { id, name: `floor: ${name}`, command, floor: "empty" };
}

/** The derivations that open what is measured, as `floor` takes them. */
export const DERIVATIONS = {
  stash: ["pbkdf2", "sha512", "262144"],
  v0: ["pbkdf2", "sha256", "100000"],
  v1: ["argon2id", "65536", "3"],
} as const;

/** The bare derivation of a key. */
export function derivation(lab: Lab, of: keyof typeof DERIVATIONS): Promise<Contestant> {
  return floor(lab, "derive", "start and the bare key derivation", DERIVATIONS[of]);
}

/** What both took in parts of another's time. */
export function both(race: Race, to: string): Both {
  return { binary: race.ratio("binary", to), source: race.ratio("source", to) };
}

/** For programs from source with another home: Deno would look for its cache there. */
export function denoDir(): Record<string, string> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${cache}/deno` };
}
