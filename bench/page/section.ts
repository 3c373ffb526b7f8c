/**
 * What every measurement is, and what it finds.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import type { Race } from "../measuring/in_turn.ts";
import type { Series } from "./chart.ts";
import { milliseconds, NONE, ratio, type Table } from "./table.ts";
import type { Reached } from "./targets.ts";

/** One group of measurements. */
export interface Section {
  /** For `--only`. */
  name: string;
  /** Over what it finds. */
  title: string;
  run(lab: Lab): Promise<Finding>;
}

/** What a section found. */
export interface Finding {
  parts: readonly Part[];
  /** The targets that it says something about. */
  reached?: Reached;
  /** Curves for the chart. */
  series?: readonly Series[];
  /** What could not be measured here. */
  missing?: readonly string[];
}

/** A table with what it shows. */
export interface Part {
  title?: string;
  about?: string;
  table: Table;
}

/** A race as a table: the first row is what the others are held to. */
export function raceTable(race: Race, columns: { memory?: boolean } = {}): Table {
  const [first] = race.results;
  const memory = columns.memory ?? false;
  return {
    head: [
      ...["what", "median", "fastest", "to the first row", "to its floor"],
      ...(memory ? ["memory at its peak"] : []),
    ],
    rows: race.results.map(({ contestant, time, fastest, peak }) => [
      contestant.name,
      milliseconds(time),
      milliseconds(fastest),
      ratio(time / first!.time),
      contestant.floor === undefined
        ? NONE
        : ratio(race.ratio(contestant.id, contestant.floor)),
      ...(memory ? [peak === 0 ? NONE : `${(peak / 2 ** 20).toFixed(0)} MiB`] : []),
    ]),
  };
}
