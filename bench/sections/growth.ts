/**
 * Time and memory of the binary against the number of entries and the size of a value.
 *
 * @module
 */

import { copied, pattern } from "../data/places.ts";
import { keyOf, STASH_ENV, stashOf } from "../data/stashes.ts";
import { type Scheme, walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import { type Cost, costOf, medianCost, type Run, RunError } from "../measuring/cost.ts";
import { exponentOf, growthOf } from "../measuring/growth.ts";
import type { PanelName, Series } from "../page/chart.ts";
import type { Part, Section } from "../page/section.ts";
import { bytes, count, NONE, type Table } from "../page/table.ts";

const ENTRIES = [10, 100, 1_000, 10_000, 100_000];
const VALUES = [1 << 10, 1 << 16, 1 << 20, 1 << 24, 1 << 26, 1 << 27, 1 << 28];
const ROUNDS = 3;
/** What takes longer, in milliseconds, is run once. */
const SLOW = 3_000;

/** A cost, or what the program said instead. */
type Outcome = Cost | { said: string };

/** A command at each of several sizes. */
interface Row {
  name: string;
  sizes: readonly number[];
  outcomes: readonly Outcome[];
}

/** A command, and how it is made ready for a size. */
interface Deed {
  name: string;
  run(size: number): Promise<Run>;
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

function stashDeeds(lab: Lab): Deed[] {
  const deed = (name: string, args: (key: string) => string[]) => ({
    name: `stash: \`${name}\``,
    run: async (size: number) => {
      const work = await fresh(lab, await stashOf(lab, size));
      const key = keyOf(size >> 1).join("/");
      const command = [lab.binary, "stash", ...args(key), "-f", work];
      return { command, env: STASH_ENV };
    },
  });
  return [
    deed("read", (key) => ["read", key]),
    deed("write", (key) => ["write", key, "--value", "another"]),
  ];
}

function walletDeeds(lab: Lab, scheme: Scheme): Deed[] {
  const place = { sqlite: "SQLite", file: "a file" }[scheme];
  const deed = (name: string, args: string[]) => ({
    name: `wallet in ${place}: \`${name}\``,
    run: async (size: number) => {
      const path = await walletOf(lab, scheme, size);
      const command = [lab.binary, ...args, "--store", `${scheme}:${path}`];
      return { command, env: walletEnv(lab, scheme) };
    },
  });
  return [
    deed("get", ["get", "domain 7", "access 7"]),
    deed("set", ["set", "domain 7", "access 7", "--uid", "another"]),
    deed("list", ["list"]),
    deed("save -d", ["save", "-d"]),
  ];
}

function valueDeeds(lab: Lab): Deed[] {
  const full = lab.at("value.stash");
  const [file, out] = [lab.at("value"), lab.at("value out")];
  return [
    {
      name: "`stash write --in`",
      run: async (size) => {
        await Deno.writeFile(file, pattern(size, 1));
        await copied(await stashOf(lab, 0), full);
        const args = ["stash", "write", "k", "--in", file, "-f", full];
        return { command: [lab.binary, ...args], env: STASH_ENV };
      },
    },
    {
      name: "`stash read --out`",
      run: async (size) => {
        await Deno.writeFile(file, pattern(size, 1));
        await copied(await stashOf(lab, 0), full);
        const write = ["stash", "write", "k", "--in", file, "-f", full];
        await costOf({ command: [lab.binary, ...write], env: STASH_ENV });
        const args = ["stash", "read", "k", "--out", out, "--force", "-f", full];
        return { command: [lab.binary, ...args], env: STASH_ENV };
      },
    },
  ];
}

async function fresh(lab: Lab, path: string): Promise<string> {
  const work = lab.at("growing");
  await copied(path, work);
  return work;
}

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
  try {
    const run = { ...await prepare(), counted: true };
    const first = await costOf(run);
    return first.time > SLOW ? first : await medianCost(run, ROUNDS);
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
