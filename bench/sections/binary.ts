/**
 * Size and start of the binaries, next to an empty program that was compiled the same way.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import { raceTable, type Section } from "../page/section.ts";
import { count, ratio } from "../page/table.ts";
import { coffers, empties } from "../programs/coffer.ts";

const ROUNDS = 21;
const NAMES = ["coffer", "coffer-reader", "coffer-reader-dynamodb"];
const FLAGS = ["--version", "--help"];

/** All binaries that stand beside the one that is measured. */
export const binary: Section = {
  name: "binary",
  title: "The binary",
  async run(lab) {
    const empty = await lab.empty();
    const folder = lab.binary.replace(/[^\\/]*$/, "");
    const others = NAMES.slice(1).filter((name) => isThere(folder + name));
    const race = await lab.race([
      ...(await empties(lab)),
      ...FLAGS.flatMap((flag) =>
        coffers(lab, { name: `\`coffer ${flag}\``, args: [flag] })
          .map((each) => ({ ...each, id: `${each.id} ${flag}` }))
      ),
      ...others.flatMap((name) =>
        FLAGS.map((flag) => ({
          id: `${name} ${flag}`,
          name: `\`${name} ${flag}\``,
          command: [folder + name, flag],
          floor: "empty",
        }))
      ),
    ], ROUNDS);
    const slowest = (of: string, floor: string) =>
      Math.max(...FLAGS.map((flag) => race.ratio(`${of} ${flag}`, floor)!));
    return {
      parts: [
        { title: "Start", table: raceTable(race) },
        { title: "Size", table: sizes(lab, empty, others.map((name) => folder + name)) },
      ],
      reached: {
        start: {
          binary: slowest("binary", "empty"),
          source: slowest("source", "empty source"),
        },
        size: { binary: sizeOf(lab.binary) / sizeOf(empty) },
      },
    };
  },
};

function sizes(lab: Lab, empty: string, others: readonly string[]) {
  const row = (name: string, path: string) => [
    name,
    count(sizeOf(path)),
    ratio(sizeOf(path) / sizeOf(empty)),
  ];
  return {
    head: ["what", "bytes", "to the first row"],
    rows: [
      row("an empty program, compiled", empty),
      ...[lab.binary, ...others].map((path) =>
        row(`\`${path.replace(/^.*\//, "")}\``, path)
      ),
    ],
  };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function sizeOf(path: string): number {
  return Deno.statSync(path).size;
}
