/**
 * One large value into a stash and out of it: time and memory.
 *
 * @module
 */

import { copied, pattern } from "../data/places.ts";
import { STASH_ENV, stashOf } from "../data/stashes.ts";
import type { Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import { raceTable, type Section } from "../page/section.ts";
import type { Both } from "../page/targets.ts";
import { bytes } from "../page/table.ts";
import { both, coffers, empties, floors } from "../programs/coffer.ts";
import { ran } from "../programs/child.ts";
import { byOriginal } from "./folders.ts";

const SIZE = 64 << 20;
const ROUNDS = 3;

/** A value of 64 MiB. */
export const values: Section = {
  name: "values",
  title: "A large value in a stash",
  async run(lab) {
    const size = lab.atMost(SIZE, 1 << 20);
    const file = lab.at("value");
    await Deno.writeFile(file, pattern(size, 1));
    const [taken, given] = [await taking(lab, file, size), await giving(lab, file, size)];
    const about =
      "Memory at its peak is what the system counts, the program itself included.";
    return {
      parts: [
        {
          title: `${bytes(size)} from a file into a stash`,
          about,
          table: raceTable(taken, { memory: true }),
        },
        {
          title: `${bytes(size)} from a stash into a file`,
          about,
          table: raceTable(given, { memory: true }),
        },
      ],
      reached: {
        "value in": both(taken, "original"),
        "value out": both(given, "original"),
        "value in memory": memory(taken, size),
        "value out memory": memory(given, size),
      },
    };
  },
};

function memory(race: Race, size: number): Both {
  const of = (id: string) => race.of(id)!.peak / size;
  return { binary: of("binary"), source: of("source") };
}

async function taking(lab: Lab, file: string, size: number): Promise<Race> {
  const [empty, work] = [await stashOf(lab, 0), lab.at("work.stash")];
  const prepare = () => copied(empty, work);
  return await measured(lab, [
    ...await byOriginal(lab, work, ["in", "k", file], prepare),
    ...coffers(lab, {
      name: "`coffer stash write --in`",
      args: ["stash", "write", "k", "--in", file, "-f", work],
      env: STASH_ENV,
      floor: "plain",
      prepare,
    }),
    // A value is hexadecimal in what is sealed, and that again in the file.
    ...await floors(lab, "plain", "a plain write of as many bytes as the stash has", [
      "write",
      lab.at("plain"),
      `${4 * size}`,
    ]),
    ...await cipher(lab, size),
    ...await empties(lab),
  ]);
}

async function giving(lab: Lab, file: string, size: number): Promise<Race> {
  const [full, out] = [lab.at("full.stash"), lab.at("out value")];
  await copied(await stashOf(lab, 0), full);
  const write = ["stash", "write", "k", "--in", file, "-f", full];
  await ran([lab.binary, ...write], { env: STASH_ENV });
  const prepare = () => Deno.remove(out).catch(() => {});
  return await measured(lab, [
    ...await byOriginal(lab, full, ["out", "k", out], prepare),
    ...coffers(lab, {
      name: "`coffer stash read --out`",
      args: ["stash", "read", "k", "--out", out, "-f", full],
      env: STASH_ENV,
      floor: "plain",
      prepare,
    }),
    ...await floors(lab, "plain", "a plain read of the stash's bytes", ["read", full]),
    ...await cipher(lab, size),
    ...await empties(lab),
  ]);
}

/** What is sealed is hexadecimal. */
function cipher(lab: Lab, size: number): Promise<Contestant[]> {
  return floors(lab, "cipher", "the cipher alone", ["cipher", `${2 * size}`]);
}

function measured(lab: Lab, contestants: readonly Contestant[]): Promise<Race> {
  return lab.race(contestants.map((each) => ({ ...each, counted: true })), ROUNDS);
}
