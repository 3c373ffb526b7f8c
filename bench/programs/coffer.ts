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
      ...rest,
      floor: sourceOf(rest.floor ?? "empty"),
      id: "source",
      name: `${name}, from source`,
      command: [...fromSource(), ...args],
    },
  ];
}

const RUN = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-config"];

/** Floors: programs of both kinds that do nothing. */
export async function empties(lab: Lab): Promise<Contestant[]> {
  const empty = await lab.empty();
  return [
    { id: "empty", name: "floor: an empty program, compiled", command: [empty] },
    {
      id: sourceOf("empty"),
      name: "floor: an empty program, from source",
      command: [...RUN, lab.at("empty.js")],
    },
  ];
}

/** Floors: one thing that has to be done, in otherwise empty programs of both kinds. */
export async function floors(
  lab: Lab,
  id: string,
  name: string,
  args: readonly string[],
): Promise<Contestant[]> {
  const program = await lab.own("floor");
  return [
    {
      id,
      name: `floor: ${name}, compiled`,
      command: [program, ...args],
      floor: "empty",
    },
    {
      id: sourceOf(id),
      name: `floor: ${name}, from source`,
      command: [...RUN, "--allow-read", "--allow-write", `${program}.js`, ...args],
      floor: sourceOf("empty"),
    },
  ];
}

/** A floor of the same kind as the program from source. */
function sourceOf(floor: string): string {
  return `${floor} source`;
}

/** The derivations that open what is measured, as `floor` takes them. */
export const DERIVATIONS = {
  stash: ["pbkdf2", "sha512", "262144"],
  v0: ["pbkdf2", "sha256", "100000"],
  v1: ["argon2id", "65536", "3"],
} as const;

/** The bare derivation of a key. */
export function derivation(
  lab: Lab,
  of: keyof typeof DERIVATIONS,
): Promise<Contestant[]> {
  return floors(lab, "derive", "start and the bare key derivation", DERIVATIONS[of]);
}

/** What both took in parts of another's time. */
export function both(race: Race, to: string): Both {
  return { binary: race.ratio("binary", to), source: race.ratio("source", to) };
}

/** What both took in parts of a floor, each of its own kind; `way` ends their ids. */
export function toFloor(race: Race, floor: string, way = ""): Both {
  const id = (kind: string) => way === "" ? kind : `${kind} ${way}`;
  return {
    binary: race.ratio(id("binary"), floor),
    source: race.ratio(id("source"), sourceOf(floor)),
  };
}

/** For programs from source with another home: Deno would look for its cache there. */
export function denoDir(): Record<string, string> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${cache}/deno` };
}
