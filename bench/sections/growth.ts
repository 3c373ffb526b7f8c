/**
 * Time and memory of the binary against the number of entries and the size of a value.
 *
 * @module
 */

import { type Cost, costOf, medianOf, type Run, RunError } from "../measuring/cost.ts";
import { exponentOf, growthOf } from "../measuring/growth.ts";
import type { PanelName, Series } from "../page/chart.ts";
import type { Part, Section } from "../page/section.ts";
import { bytes, count, NONE, type Table } from "../page/table.ts";
import { type Deed, stashDeeds, valueDeeds, walletDeeds } from "./growth_deeds.ts";

const ENTRIES = [10, 100, 1_000, 10_000, 100_000];
const VALUES = [1 << 10, 1 << 16, 1 << 20, 1 << 24, 1 << 26, 1 << 27, 1 << 28];
/** What takes longer, in milliseconds, is run once, all else three times. */
const SLOW = 2_000;

/** A cost, or what the program said instead. */
type Outcome = Cost | { said: string };

/** A command at each of several sizes. */
interface Row {
  name: string;
  sizes: readonly number[];
  outcomes: readonly Outcome[];
}

/** All curves. */
export const growth: Section = {
  name: "growth",
  title: "Growth",
  async run(lab) {
    const sizes = lab.sizes(ENTRIES);
    const rows = [
      ...await rowsOf(stashDeeds(lab), sizes),
      ...await rowsOf(walletDeeds(lab, "sqlite"), sizes),
      ...await rowsOf(walletDeeds(lab, "file"), sizes),
    ];
    const values = await rowsOf(valueDeeds(lab), lab.sizes(VALUES));
    const save = rows.find(({ name }) => name.startsWith("wallet in SQLite: `save"))!;
    return {
      parts: [
        ...parts("the number of entries", rows, count),
        ...parts("the size of a value in a stash", values, bytes),
      ],
      series: [
        ...rows.flatMap((row) => curves(row, "entries", 1)),
        ...values.flatMap((row) => curves(row, "value", 1024)),
      ],
      reached: {
        "v1 save": { binary: exponentOf(points(save, ({ time }) => time)) ?? undefined },
      },
    };
  },
};

async function rowsOf(
  deeds: readonly Deed[],
  sizes: readonly number[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, run } of deeds) {
    const outcomes: Outcome[] = [];
    for (const size of sizes) outcomes.push(await outcomeOf(() => run(size)));
    rows.push({ name, sizes, outcomes });
  }
  return rows;
}

/** A program that refuses says why; that is what is found then. */
async function outcomeOf(prepare: () => Promise<Run>): Promise<Outcome> {
  const once = async () => await costOf({ ...await prepare(), counted: true });
  try {
    const first = await once();
    return first.time > SLOW ? first : medianOf([first, await once(), await once()]);
  } catch (error) {
    if (error instanceof RunError) return { said: error.said };
    throw error;
  }
}

function parts(
  by: string,
  rows: readonly Row[],
  shown: (size: number) => string,
): Part[] {
  const refused = rows.flatMap(({ name, sizes, outcomes }) =>
    outcomes.flatMap((each, at) =>
      "said" in each ? [`${name} with ${shown(sizes[at]!)}: ${each.said}`] : []
    )
  );
  const about = "Each grows with the power of n in the last column, besides a constant " +
    "part." + refused.map((line) => `\n\n- ${line}`).join("");
  return [
    {
      title: `Time by ${by}`,
      about,
      table: tableOf(rows, shown, ({ time }) => time, (time) => `${seconds(time)}`),
    },
    {
      title: `Memory at its peak by ${by}`,
      table: tableOf(rows, shown, ({ peak }) => peak, mebibytes),
    },
  ];
}

function tableOf(
  rows: readonly Row[],
  shown: (size: number) => string,
  take: (cost: Cost) => number,
  as: (value: number) => string,
): Table {
  return {
    head: ["what", ...rows[0]!.sizes.map(shown), "grows with"],
    rows: rows.map((row) => [
      row.name,
      ...row.outcomes.map((each) => "said" in each ? NONE : as(take(each))),
      growthOf(points(row, take)),
    ]),
    text: [rows[0]!.sizes.length + 1],
  };
}

function points({ sizes, outcomes }: Row, take: (cost: Cost) => number) {
  return sizes.flatMap((size, at) => {
    const outcome = outcomes[at]!;
    return "said" in outcome ? [] : [{ size, cost: take(outcome) }];
  });
}

function curves(row: Row, by: "entries" | "value", unit: number): Series[] {
  const scaled = (take: (cost: Cost) => number) =>
    points(row, take).map(({ size, cost }) => ({ size: size / unit, cost }));
  const name = row.name.replaceAll("`", "");
  const panel = (what: string) => `${what} and ${by}` as PanelName;
  return [
    { panel: panel("time"), name, points: scaled(({ time }) => time / 1000) },
    { panel: panel("memory"), name, points: scaled(({ peak }) => peak / 2 ** 20) },
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
