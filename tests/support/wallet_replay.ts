/**
 * The recorded runs of secret_wallet 0.6.3 (tests/vectors/wallet/transcripts.json), and
 * the same calls for Coffer.
 *
 * @module
 */

/** One run of the original. */
export interface Recorded {
  args: string[];
  /** What was typed where a password was asked for. */
  getpass_answers: string[];
  stdin: string;
  exit: number;
  stdout: string;
  stderr: string;
  note: string;
}

/** A call of Coffer for a run of the original. */
export interface Replay {
  /** Its place in the file, from 0. */
  run: number;
  /** The exit code of ours. */
  code: number;
  /** Where the call is another one. */
  args?: string[];
  /** What is typed, at a terminal; nothing, and no terminal, if left out. */
  typed?: string;
  /** Which of the passwords is the new one. */
  renews?: "memorable" | "device";
  /** Why the effect is another one: the heading of it in docs/migration.md. */
  differs?: string;
}

const YES = "--yes";

/** The heading in docs/migration.md of each difference. */
export const DIFFERENCES = {
  codes: "Exit codes",
  swallowed: "Nothing is swallowed",
  halves: "Half a pair",
  nothing: "Nothing to set",
  one: "One match",
  declined: "Declining",
  absent: "What is not there",
  flags: "Flags that name nothing",
  values: "Wrong values",
  table: "A table that is not there",
  help: "No command",
} as const;

/** On a wallet that is new: an empty table. */
export const FIRST_RUNS: Replay[] = [4, 5, 6, 7].map((run) => ({ run, code: 0 }));

/** On the database as it is in the vectors. */
export const READING_RUNS: Replay[] = [
  ...[8, 9, 10, 11, 12, 13, 14].map((run) => ({ run, code: 0 })),
  { run: 15, code: 0, differs: DIFFERENCES.one },
  ...[16, 17, 18].map((run) => ({ run, code: 0 })),
  { run: 19, code: 3, differs: DIFFERENCES.codes },
  { run: 20, code: 4, differs: DIFFERENCES.codes },
  { run: 21, code: 2, differs: DIFFERENCES.codes },
  { run: 22, code: 2, differs: DIFFERENCES.codes },
  { run: 23, code: 2, differs: DIFFERENCES.swallowed },
  { run: 24, code: 2, differs: DIFFERENCES.halves },
  { run: 25, code: 2, differs: DIFFERENCES.nothing },
  { run: 26, code: 2 },
  { run: 27, code: 2 },
  { run: 28, code: 10, typed: "no\n", differs: DIFFERENCES.declined },
];

const SAVED = "save.local_sqlite.encrypted.json";
const SAVED_PLAIN = "save.local_sqlite.decrypted.json";

/** On a wallet that is new again. */
export const CHANGING_RUNS: Replay[] = [
  { run: 54, code: 0, args: ["load", "-f", SAVED] },
  { run: 55, code: 0, args: ["load", "-f", SAVED] },
  {
    run: 56,
    code: 0,
    args: ["rename", "-d", "energy", "-a", "smart energy", "-na", "renamed", YES],
  },
  { run: 57, code: 2, differs: DIFFERENCES.codes },
  { run: 58, code: 3, typed: "yes\n", differs: DIFFERENCES.codes },
  { run: 59, code: 0, typed: "yes\n" },
  { run: 60, code: 3, typed: "yes\n", differs: DIFFERENCES.absent },
  { run: 61, code: 0 },
  { run: 62, code: 0, args: ["reconf", "-m", YES], renews: "memorable" },
  { run: 63, code: 0 },
  { run: 64, code: 4, differs: DIFFERENCES.codes },
  { run: 65, code: 0, args: ["reconf", "-d", YES], renews: "device" },
  { run: 66, code: 2, differs: DIFFERENCES.flags },
  { run: 67, code: 2, differs: DIFFERENCES.flags },
  { run: 68, code: 0, typed: "y\n" },
  { run: 69, code: 0 },
];

/** On the configuration. */
export const CONF_RUNS: Replay[] = [
  { run: 70, code: 0 },
  { run: 71, code: 0 },
  { run: 72, code: 2, differs: DIFFERENCES.values },
  { run: 73, code: 0 },
];

/** On a wallet that is new again. */
export const LOADING_RUNS: Replay[] = [
  {
    run: 74,
    code: 3,
    args: ["load", "-d", "-f", SAVED_PLAIN],
    differs: DIFFERENCES.table,
  },
  { run: 75, code: 0, args: ["load", "-d", "-f", SAVED_PLAIN] },
];

/** Without any configuration. */
export const BARE_RUNS: Replay[] = [
  { run: 0, code: 2, differs: DIFFERENCES.codes },
  { run: 1, code: 0, differs: DIFFERENCES.help },
  { run: 76, code: 0 },
  { run: 77, code: 0, differs: DIFFERENCES.help },
];

/** Rows of a list as the original prints them. */
export function listedBy(stdout: string): [domain: string, access: string][] {
  const lines = stdout.split("\n");
  const first = lines.findIndex((line) => line.includes("<access>"));
  const rows = lines.slice(first + 1, lines.indexOf(RULE, first));
  return rows.map((row) => row.split(" : ").slice(-2).map((cell) => cell.trim()))
    .map(([domain = "", access = ""]) => [domain, access]);
}

/** The values of a record as the original prints it. */
export function shownBy(stdout: string): [label: string, value: string][] {
  const body = stdout.slice(stdout.indexOf("Secret id:"));
  return [...body.matchAll(/^(.*\S) *: (.*)$/gm)].map(([, label, value]) => [
    label!,
    value!,
  ]);
}

const RULE = "*".repeat(58);
