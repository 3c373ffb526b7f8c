/**
 * A stash: one value read and written, and names listed, next to sstash and the floors.
 *
 * @module
 */

import { copied } from "../data/places.ts";
import { keyOf, PASSWORD, SSTASH, STASH_ENV, stashOf } from "../data/stashes.ts";
import type { Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import { type Part, raceTable, type Section } from "../page/section.ts";
import { bytes, count } from "../page/table.ts";
import {
  both,
  coffers,
  derivation,
  empties,
  floors,
  toFloor,
} from "../programs/coffer.ts";

const FEW = 10, MANY = 20_000;
const ROUNDS = 11, SLOW_ROUNDS = 5;
const NEW_VALUE = "a new value";

/** A stash with few entries and one with many. */
export const stash: Section = {
  name: "stash",
  title: "A stash",
  async run(lab) {
    const original = await lab.original("sstash");
    const many = lab.atMost(MANY, 100);
    const small = await races(lab, FEW, ROUNDS);
    const large = await races(lab, many, SLOW_ROUNDS);
    return {
      parts: [...small, ...large].map(({ part }) => part),
      reached: {
        "stash read": both(small[0]!.race, "original"),
        "stash read floor": toFloor(small[0]!.race, "derive"),
        "large stash read": both(large[0]!.race, "original"),
        "large stash write": both(large[1]!.race, "original"),
      },
      missing: "missing" in original ? [original.missing] : [],
    };
  },
};

interface Shown {
  race: Race;
  part: Part;
}

async function races(lab: Lab, entries: number, rounds: number): Promise<Shown[]> {
  const path = await stashOf(lab, entries);
  const size = (await Deno.stat(path)).size;
  const [group, name] = keyOf(entries >> 1);
  const bare = [...await empties(lab), ...await derivation(lab, "stash")];
  const plain = await floors(lab, "plain", "a plain read of as many bytes", [
    "read",
    path,
  ]);
  const written = await floors(lab, "plain", "a plain write of as many bytes", [
    "write",
    lab.at("plain"),
    `${size}`,
  ]);
  const cipher = await floors(lab, "cipher", "the cipher alone", [
    "cipher",
    `${size >> 1}`,
  ]);
  const about = `${count(entries)} entries, 262,144 iterations, a file of ${
    bytes(size)
  }.`;
  const race = async (what: string, args: string[], floors: readonly Contestant[]) => {
    const contestants = await commands(lab, path, args);
    const race = await lab.race([...contestants, ...floors], rounds);
    const title = `${what}, ${count(entries)} entries`;
    return { race, part: { title, about, table: raceTable(race) } };
  };
  return [
    await race("Reading one value", ["read", `${group}/${name}`], [
      ...bare,
      ...cipher,
      ...plain,
    ]),
    await race("Writing one value", ["write", `${group}/${name}`, NEW_VALUE], [
      ...bare,
      ...cipher,
      ...written,
    ]),
    await race("Listing the names of a group", ["list", group], [
      ...bare,
      ...cipher,
      ...plain,
    ]),
  ];
}

/** A command by the original, if it is there, and by Coffer, on a copy of the stash. */
async function commands(
  lab: Lab,
  path: string,
  [command, key, ...rest]: string[],
): Promise<Contestant[]> {
  const work = lab.at("work.stash");
  const prepare = () => copied(path, work);
  const original = await lab.original("sstash");
  const inCoffer = {
    read: ["read", key!],
    write: ["write", key!, "--value", ...rest],
    list: ["ls", key!],
  }[command!]!;
  return [
    ...("missing" in original ? [] : [{
      id: "original",
      name: "the same with Python's `sstash`",
      command: [original.python, "-c", SSTASH, work, PASSWORD, command!, key!, ...rest],
      prepare,
    }]),
    ...coffers(lab, {
      name: `\`coffer stash ${inCoffer[0]}\``,
      args: ["stash", ...inCoffer, "-f", work],
      env: STASH_ENV,
      floor: "derive",
      prepare,
    }),
  ];
}
