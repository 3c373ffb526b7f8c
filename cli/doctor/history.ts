/**
 * Secrets that were typed on a command line, in the histories that shells keep.
 *
 * @module
 */

import { shownPath } from "../../core/shown_path.ts";
import { counted } from "../counted.ts";
import { homeFolder } from "../config/places.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "history";
/** Where shells keep them unless told otherwise. */
const HISTORIES = [
  ".bash_history",
  ".zsh_history",
  ".ash_history",
  ".history",
  ".local/share/fish/fish_history",
];
/** Longer ones are not read: 64 MiB. */
const LONGEST = 64 << 20;
const TOKEN = /\bcft1_[A-Za-z0-9_-]{48}/;
/** A value, and not another variable or the output of a command. */
const ASSIGNED = /\bCOFFER_[A-Z_]*(PASSWORD|SECRET)=(?!["']?[$`]|["']?\s|["']?$)/;

/** The histories below the user's folder. */
export function historiesOf({ env }: Pick<Exam, "env">): string[] {
  const home = homeFolder(env);
  return home === null ? [] : HISTORIES.map((name) => `${home}/${name}`);
}

/** Tokens and passwords by the lines that they stand in; none is shown. */
export async function checkHistory(exam: Exam): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of historiesOf(exam)) findings.push(...await inHistory(exam, path));
  return findings;
}

async function inHistory(exam: Exam, path: string): Promise<Finding[]> {
  const lines = await linesOf(exam, path);
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  const found = (number: number, what: string, repair: string): Finding[] =>
    number === 0 ? [] : [{
      level: "bad",
      check: CHECK,
      text: `${shownPath(path)} has ${what} in ${counted(number, "line")}`,
      repair,
    }];
  return [
    ...found(count(TOKEN), "a CI token", "`coffer slot remove` it, and delete the lines"),
    ...found(count(ASSIGNED), "a password", "change it, and delete the lines"),
  ];
}

async function linesOf(exam: Exam, path: string): Promise<string[]> {
  const info = await exam.look(path);
  if (info === null || !info.isFile || info.size > LONGEST) return [];
  try {
    return (await Deno.readTextFile(path)).split("\n");
  } catch {
    exam.missed.add(path);
    return [];
  }
}
