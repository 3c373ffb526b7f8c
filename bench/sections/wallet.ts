/**
 * Wallets of Coffer's own on SQLite: few records against many.
 *
 * @module
 */

import { copied } from "../data/places.ts";
import { walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Race } from "../measuring/in_turn.ts";
import { type Part, raceTable, type Section } from "../page/section.ts";
import type { Both } from "../page/targets.ts";
import { count } from "../page/table.ts";
import { coffers, derivation, empties } from "../programs/coffer.ts";

const SIZES = [10, 10_000, 100_000];
const ROUNDS = 9, SLOW_ROUNDS = 3;

/** A command on several sizes. */
interface Deed {
  args: readonly string[];
  sizes: readonly number[];
  rounds: number;
  /** Whether it changes the wallet. */
  changes?: boolean;
}

const DEEDS = {
  get: { args: ["get", "domain 7", "access 7"], sizes: SIZES, rounds: ROUNDS },
  set: {
    args: ["set", "domain 7", "access 7", "--uid", "another"],
    sizes: SIZES,
    rounds: SLOW_ROUNDS,
    changes: true,
  },
  list: { args: ["list"], sizes: SIZES.slice(0, 2), rounds: SLOW_ROUNDS },
  query: { args: ["query", "access 7"], sizes: SIZES.slice(0, 2), rounds: SLOW_ROUNDS },
  reconf: {
    args: ["reconf", "-m", "--yes"],
    sizes: SIZES.slice(0, 2),
    rounds: SLOW_ROUNDS,
    changes: true,
  },
} as const satisfies Record<string, Deed>;

/** What must not grow, and what must grow little. */
export const wallet: Section = {
  name: "wallet",
  title: "A wallet of Coffer's own",
  async run(lab) {
    const races = {} as Record<keyof typeof DEEDS, Race>;
    for (const [name, deed] of Object.entries(DEEDS)) {
      races[name as keyof typeof DEEDS] = await sized(lab, deed);
    }
    const [few, many, most] = SIZES.map((size) => lab.atMost(size, 10 + size / 1000));
    const seconds = (race: Race): Both => ({
      binary: (race.of(`binary ${many}`)?.time ?? NaN) / 1000,
      source: (race.of(`source ${many}`)?.time ?? NaN) / 1000,
    });
    const grown = (race: Race, size = many): Both => ({
      binary: race.ratio(`binary ${size}`, `binary ${few}`),
      source: race.ratio(`source ${size}`, `source ${few}`),
    });
    return {
      parts: (Object.entries(races) as [keyof typeof DEEDS, Race][]).map(shown),
      reached: {
        "v1 get": grown(races.get, most),
        "v1 get 10,000": grown(races.get),
        "v1 list": seconds(races.list),
        "v1 query": seconds(races.query),
        "v1 password": grown(races.reconf),
      },
    };
  },
};

function shown([name, race]: [keyof typeof DEEDS, Race]): Part {
  const title = `${
    DEEDS[name].args.filter((each) => !/\d/.test(each)).join(" ")
  } on SQLite`;
  return {
    title: name === "reconf" ? "Change of the password on SQLite" : title,
    ...(name === "get" && { about: "Argon2id with 64 MiB and 3 passes, no device key." }),
    table: raceTable(race),
  };
}

async function sized(lab: Lab, { args, sizes, rounds, changes }: Deed): Promise<Race> {
  const contestants = [];
  for (const size of sizes.map((size) => lab.atMost(size, 10 + size / 1000))) {
    const path = await walletOf(lab, "sqlite", size);
    const name = changes ? `work ${size}.sqlite` : `${size}.sqlite`;
    const both = coffers(lab, {
      name: `${count(size)} records`,
      args: [...args, "--store", `sqlite:${lab.at(name)}`],
      env: walletEnv(lab, name),
      floor: "derive",
      // What a device has seen of one copy, another is behind of.
      ...(changes && { prepare: () => renewed(path, lab.at(name)) }),
    });
    contestants.push(...both.map((each) => ({ ...each, id: `${each.id} ${size}` })));
  }
  const floors = [...await empties(lab), ...await derivation(lab, "v1")];
  return await lab.race([...contestants, ...floors], rounds);
}

async function renewed(from: string, to: string): Promise<void> {
  await copied(from, to);
  await Deno.remove(`${to} state`, { recursive: true }).catch(() => {});
}
