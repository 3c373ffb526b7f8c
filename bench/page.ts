/**
 * The page that the measurements make.
 *
 * @module
 */

import type { Measured } from "./measure.ts";

/** What the page tells. */
export interface Findings {
  results: Measured[];
  rounds: number;
  /** In bytes. */
  binarySize: number;
  /** In bytes. */
  emptySize: number;
  machine: { cores: number; system: string; deno: string };
}

/** The page as Markdown. The first row of `results` is the floor. */
export function page(findings: Findings): string {
  const { results, rounds, binarySize, emptySize, machine } = findings;
  const floor = results[0]!.median;
  const rows = results.map(({ name, median, fastest }) =>
    `| ${name} | ${ms(median)} | ${ms(fastest)} | ${(median / floor).toFixed(2)} |`
  );
  return `# Performance

Written by \`deno task bench:report\`; nothing here is typed by hand. Whole programs, started in
turn (A B C A B C …) ${rounds} times each, on ${machine.cores} cores, ${machine.system}, with Deno
${machine.deno} running the measurements. Compare rows, not machines.

## Reading one value

A stash with ten entries and 262,144 iterations.

| what | median | fastest | to an empty program |
| --- | ---: | ---: | ---: |
${rows.join("\n")}

${ratios(results)}

## The binary

| what | bytes | to an empty program |
| --- | ---: | ---: |
| an empty program, compiled the same way | ${emptySize} | 1.00 |
| \`coffer\` | ${binarySize} | ${(binarySize / emptySize).toFixed(2)} |
`;
}

function ratios(results: Measured[]): string {
  const by = (part: string) => results.find(({ name }) => name.includes(part));
  const read = by("stash read`, the binary");
  const lines = [
    ["the bare key derivation in an empty program", by("bare key derivation")],
    ["Python's `sstash`", by("sstash`")],
  ] as const;
  return lines.flatMap(([name, other]) =>
    read === undefined || other === undefined ? [] : [
      `- The binary's read takes ${(read.median / other.median).toFixed(2)} of ${name}.`,
    ]
  ).join("\n");
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}
