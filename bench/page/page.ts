/**
 * The page that the measurements make.
 *
 * @module
 */

import type { Finding, Part, Section } from "./section.ts";
import { markdown } from "./table.ts";
import { type Reached, targetTable } from "./targets.ts";

/** A section with what it found. */
export interface Found {
  section: Section;
  finding: Finding;
}

/** What the page tells beside what was found. */
export interface Surroundings {
  /** The machine and the versions, as lines of Markdown. */
  machine: readonly string[];
  /** The chart's file, as the page refers to it. */
  chart: string;
}

/** The whole page as Markdown. */
export function page(found: readonly Found[], { machine, chart }: Surroundings): string {
  const reached: Reached = Object.assign(
    {},
    ...found.map(({ finding }) => finding.reached),
  );
  return `# Performance

Written by \`deno task bench:report\`; nothing here is typed by hand. Whole programs, started
in turn (A B C A B C …) after a round that does not count, unless they take seconds; each
figure is the median. A floor is what a program cannot be quicker than: an empty program of
the same kind, with the bare derivation of its key where there is one. Compare rows, not
machines.

${machine.map((line) => `- ${line}\n`).join("")}
${missing(found)}## Targets

What Coffer is held to: the most that each ratio may be.

${markdown(targetTable(reached))}
Where one is missed: reading one value of a stash is for the most part the derivation that
the original makes, too, and start with the bare derivation is nearly all that the target
allows. What a start takes beyond an empty program is code that V8 reads and compiles anew
in each run, from source also modules of Node that newer versions of Deno load on demand;
[adr/0017](adr/0017_start.md) has the profile, and what was tried. Lists in the binary
depend on the Deno that it was compiled by: from 2.5 on, base64 is decoded natively.

${found.map(sectionText).filter((text) => text !== "").join("\n")}
## Growth, drawn

![Time and memory against the number of entries and the size of a value](${chart})
`;
}

/** One section as Markdown; nothing if it found nothing. */
export function sectionText({ section: { title }, finding }: Found): string {
  if (finding.parts.length === 0) return "";
  return `## ${title}\n\n${finding.parts.map(part).join("\n")}`;
}

/** What was not measured, as Markdown, or nothing. */
export function missing(found: readonly Found[]): string {
  const all = new Set(found.flatMap(({ finding }) => finding.missing ?? []));
  if (all.size === 0) return "";
  return `Not measured here:\n\n${[...all].map((what) => `- ${what}\n`).join("")}\n`;
}

function part({ title, about, table }: Part): string {
  const head = title === undefined ? "" : `### ${title}\n\n`;
  return `${head}${about === undefined ? "" : `${about}\n\n`}${markdown(table)}`;
}
