/**
 * The measured part of docs/scaling.md.
 *
 * @module
 */

import { growthOf } from "../measuring/growth.ts";
import type { Cost } from "../measuring/cost.ts";
import { reckoning } from "./reckoning.ts";

/** What was found. */
export interface ScalingFindings {
  machine: string;
  /** The numbers of records that `rows` have a cost for. */
  sizes: readonly [number, number, number];
  /** The engine without a client: every page of the table, in as many segments. */
  engine: Row;
  own: Row[];
  old: Row[];
  /** With one domain of `accesses`. */
  oneDomain: { accesses: number; rows: { name: string; cost: Cost }[] };
  /** How often each kind of request was made, with `records` records. */
  requests: { records: number; rows: { name: string; counts: Record<string, number> }[] };
  items: { name: string; bytes: number }[];
  /** What could not be measured here. */
  missing: string[];
}

/** A command's cost at each size. */
export interface Row {
  name: string;
  costs: readonly [Cost, Cost, Cost];
}

/** The page with other measured and reckoned parts. */
export function withFindings(page: string, findings: ScalingFindings): string {
  const [record, header, oldRecord] = findings.items.map(({ bytes }) => bytes);
  const bytes = { record: record!, header: header!, oldRecord: oldRecord! };
  const reckoned = replaced(page, "reckoned", reckoning(bytes));
  return replaced(reckoned, "measured", measured(findings));
}

function replaced(page: string, part: string, text: string): string {
  const [before, after] = ["begin", "end"].map((each) => `<!-- ${part}: ${each} -->`);
  const [begin, end] = [page.indexOf(before!), page.indexOf(after!)];
  if (begin < 0 || end < begin) throw new Error(`the page has lost its part ${part}`);
  return `${page.slice(0, begin + before!.length)}\n\n${text}\n\n${page.slice(end)}`;
}

function measured(findings: ScalingFindings): string {
  const { machine, sizes, engine, own, old, oneDomain, requests, items, missing } =
    findings;
  return `${machine}
${missing.map((what) => `\nNot measured here: ${what}\n`).join("")}
### Coffer's own format, time

${growth(sizes, own, ({ time }) => time, seconds)}
### Coffer's own format, processor time of the program itself

${growth(sizes, own, ({ cpu }) => cpu, seconds)}
### Coffer's own format, peak memory

${growth(sizes, own, ({ peak }) => peak, mebibytes)}
### secret_wallet's format, time

${growth(sizes, old, ({ time }) => time, seconds)}
### secret_wallet's format, processor time of the program itself

${growth(sizes, old, ({ cpu }) => cpu, seconds)}
### secret_wallet's format, peak memory

${growth(sizes, old, ({ peak }) => peak, mebibytes)}
### The engine alone

${growth(sizes, [engine], ({ time }) => time, seconds)}
### One domain with ${oneDomain.accesses} accesses

| command | time | processor time | peak memory |
| --- | ---: | ---: | ---: |
${
    oneDomain.rows.map(({ name, cost }) =>
      `| ${name} | ${seconds(cost.time)} | ${seconds(cost.cpu)} | ${
        mebibytes(cost.peak)
      } |`
    ).join("\n")
  }

### Requests with ${requests.records} records

| command | all | of which |
| --- | ---: | --- |
${requests.rows.map(({ name, counts }) => requestRow(name, counts)).join("\n")}

### Bytes of an item, as the service counts them

| item | bytes |
| --- | ---: |
${items.map(({ name, bytes }) => `| ${name} | ${Math.round(bytes)} |`).join("\n")}
`;
}

function growth(
  sizes: readonly number[],
  rows: readonly Row[],
  take: (cost: Cost) => number,
  shown: (value: number) => string,
): string {
  const lines = rows.map(({ name, costs }) => {
    const values = costs.map(take);
    const points = values.map((cost, at) => ({ size: sizes[at]!, cost }));
    return `| ${name} | ${values.map(shown).join(" | ")} | ${growthOf(points)} |`;
  });
  return `| command | ${sizes.join(" | ")} | grows with |
| --- | ${sizes.map(() => "---:").join(" | ")} | --- |
${lines.join("\n")}
`;
}

function requestRow(name: string, counts: Record<string, number>): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(counts).map(([action, count]) => `${action} ${count}`);
  return `| ${name} | ${all} | ${each.join(", ")} |`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
