/**
 * The page that the measurements make.
 *
 * @module
 */

import type { Measured } from "./measure.ts";

/** Programs that were timed side by side; the first row is what the others are held to. */
export interface Section {
  title: string;
  about: string;
  results: Measured[];
  rounds: number;
}

/** What the page tells. */
export interface Findings {
  sections: Section[];
  /** Size and start of the binaries, as Markdown. */
  binary: string;
  machine: { cores: number; system: string; deno: string };
  /** What could not be measured here. */
  missing: string[];
}

/** The page as Markdown. */
export function page(
  { sections, binary, machine, missing }: Findings,
): string {
  const left = missing.map((what) => `- ${what}`).join("\n");
  return `# Performance

Written by \`deno task bench:report\`; nothing here is typed by hand. Whole programs, started in
turn (A B C A B C …), on ${machine.cores} cores, ${machine.system}, with Deno ${machine.deno} running
the measurements. Compare rows, not machines.
${left === "" ? "" : `\nNot measured here:\n\n${left}\n`}
${sections.map(section).join("\n")}
${binary}`;
}

function section({ title, about, results, rounds }: Section): string {
  const first = results[0]!.median;
  const rows = results.map(({ name, median, fastest }) =>
    `| ${name} | ${ms(median)} | ${ms(fastest)} | ${(median / first).toFixed(2)} |`
  );
  return `## ${title}

${about} ${rounds} rounds.

| what | median | fastest | to the first row |
| --- | ---: | ---: | ---: |
${rows.join("\n")}
`;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}
