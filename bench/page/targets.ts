/**
 * What Coffer is held to, each as the most that a ratio may be.
 *
 * @module
 */

import { NONE, ratio, type Table, verdict } from "./table.ts";

/** All targets, by a name that sections know them by. */
export const TARGETS = {
  start: ["`--version` and `--help`, to an empty program", 1.3],
  size: ["the binary's size, to an empty program's", 1.05],
  "stash read": ["stash: read of one of 10 entries, to the original", 0.6],
  "stash read floor": ["the same, to start and bare derivation", 1.3],
  "large stash read": ["stash with 20,000 entries: read, to the original", 0.35],
  "large stash write": ["stash with 20,000 entries: write, to the original", 0.3],
  import: ["import of 300 files of 1 KB, to the original", 0.1],
  export: ["export of 300 files of 1 KB, to the original", 0.1],
  "import growth": ["import of 10,000 files, to 1,000", 11],
  "value in": ["a value of 64 MiB into a stash, to the original", 1],
  "value out": ["a value of 64 MiB out of a stash, to the original", 1],
  "value in memory": ["memory for it on the way in, to its size", 10],
  "value out memory": ["memory for it on the way out, to its size", 10],
  "v0 get": ["wallet of secret_wallet's, SQLite: get, to the original", 0.3],
  "v0 save": ["the same, 50 records: save -d, to the original", 0.05],
  "v0 reconf": ["the same, 50 records: reconf -m, to the original", 0.05],
  "v1 get": ["own format, SQLite: get from 100,000 records, to 10", 1.2],
  "v1 get 10,000": ["get from 10,000 records, to 10", 1.3],
  "v1 list": ["list of 10,000 records, seconds", 1],
  "v1 query": ["query of 10,000 records, seconds", 1],
  "v1 password": ["change of the password with 10,000 records, to 10", 1.1],
  "v1 save": ["save -d of up to 100,000 records: the exponent", 1.1],
  agent: ["get with the agent, to an empty program", 2],
  "agent pass": ["get with the agent, to `pass show` with a warm agent", 1.5],
} as const satisfies Record<string, readonly [what: string, most: number]>;

/** The name of a target. */
export type Target = keyof typeof TARGETS;

/** What was reached, with the binary and from source. */
export interface Both {
  binary: number | undefined;
  source?: number | undefined;
}

/** What was reached of some targets. */
export type Reached = Partial<Record<Target, Both>>;

/** All targets; those without a measurement are shown as such. */
export function targetTable(reached: Reached): Table {
  return {
    head: ["target", "at most", "the binary", "within", "from source", "within"],
    rows: Object.entries(TARGETS).map(([name, [what, most]]) => {
      const { binary, source } = reached[name as Target] ?? { binary: undefined };
      return [
        what,
        `${most}`,
        ratio(binary),
        verdict(binary, most),
        ratio(source),
        source === undefined ? NONE : verdict(source, most),
      ];
    }),
    text: [3, 5],
  };
}
