/**
 * Measures wallets in DynamoDB against the number of records, on Amazon's local engine,
 * and writes the measured part of docs/scaling.md.
 *
 * Nothing there is typed by hand. COFFER_BIN names the binary (default dist/coffer). Needs
 * Java and GNU `time`.
 *
 * @module
 */

import type { WalletRecord } from "../../core/wallet/record.ts";
import {
  CREDENTIALS,
  type Engine,
  hasJava,
  startLocal,
} from "../../tests/support/dynamodb_engines.ts";
import { startProxy } from "../../tests/support/dynamodb_proxy.ts";
import { type Cost, costOf, medianOf, type Run } from "../measuring/cost.ts";
import { itemSizes, readThrough } from "./items.ts";
import { COPY, OLD, ONE_DOMAIN, OWN, type Subject } from "./commands.ts";
import { type Row, withFindings } from "./page.ts";
import { environment, makePlace, type Place } from "./place.ts";
import { sample } from "../data/wallets.ts";

const BINARY = Deno.env.get("COFFER_BIN") ?? `${Deno.cwd()}/dist/coffer`;
const PAGE = "docs/scaling.md";
const SIZES = [200, 2_000, 20_000] as const;
const COUNTED = 2_000;
const ACCESSES = 10_000;
const ROUNDS = 3;

if (!hasJava()) throw new Error("Amazon's local engine needs Java");
for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
const engine = await startLocal();
const folder = await Deno.makeTempDir({ prefix: "coffer-scaling-" });
try {
  const own = await hasCopy() ? [...OWN, COPY] : OWN;
  const places = await Promise.all(
    SIZES.map((size) => place([...sample(size)])),
  );
  const findings = {
    machine: machine(),
    sizes: SIZES,
    own: await rows(own, places),
    engine: await engineRow(places),
    old: await rows(OLD, places),
    oneDomain: { accesses: ACCESSES, rows: await oneDomain() },
    requests: { records: COUNTED, rows: await requests([...own, ...OLD]) },
    items: await itemSizes(places[0]!),
    missing: own === OWN ? ["`copy`, which this Coffer does not have"] : [],
  };
  const page = await Deno.readTextFile(PAGE);
  await Deno.writeTextFile(PAGE, withFindings(page, findings));
} finally {
  await Deno.remove(folder, { recursive: true });
}
Deno.exit();

function place(records: WalletRecord[]): Promise<Place> {
  return makePlace(folder, engine, records);
}

function machine(): string {
  const { os } = Deno.build;
  return `Whole programs on ${navigator.hardwareConcurrency} cores, ${os} ${Deno.osRelease()}, ` +
    `with Amazon's DynamoDB Local on the same machine, which takes ${engine.transaction} ` +
    `changes at once where AWS takes 100. Records have two info entries. What can be run ` +
    `again is the median of ${ROUNDS} runs.`;
}

/** Each command at each size. */
async function rows(
  subjects: readonly Subject[],
  places: readonly Place[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const subject of subjects) {
    const costs = [];
    for (const place of places) {
      costs.push(await medianCost(run(subject, place), subject.repeats ? ROUNDS : 1));
    }
    rows.push({ name: subject.name, costs: costs as unknown as Row["costs"] });
    console.error(subject.name, costs.map(({ time }) => Math.round(time)).join(" "));
  }
  return rows;
}

async function medianCost(run: Run, rounds: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await costOf(run));
  return medianOf(costs);
}

/** How much of a full read is the engine's, which local ones are not quick at. */
async function engineRow(places: readonly Place[]): Promise<Row> {
  const costs = [];
  for (const { wallet } of places) {
    const start = performance.now();
    await readThrough(wallet);
    costs.push({ time: performance.now() - start, cpu: 0, peak: 0 });
  }
  return {
    name: "every page of the table of Coffer's format, asked for without the program",
    costs: costs as unknown as Row["costs"],
  };
}

async function oneDomain() {
  const records = [...sample(ACCESSES)].map((each) => ({ ...each, domain: "domain" }));
  const there = await place(records);
  const rows = [];
  for (const subject of ONE_DOMAIN) {
    rows.push({ name: subject.name, cost: await costOf(run(subject, there)) });
  }
  return rows;
}

/** What goes through a proxy; its time does not count. */
async function requests(subjects: readonly Subject[]) {
  const there = await place([...sample(COUNTED)]);
  await using proxy = startProxy(engine);
  const rows = [];
  for (const subject of subjects) {
    proxy.seen.length = 0;
    await costOf(run(subject, there, proxy.engine));
    const counts: Record<string, number> = {};
    for (const { action } of proxy.seen) counts[action] = (counts[action] ?? 0) + 1;
    const format = (OLD as readonly Subject[]).includes(subject)
      ? ", secret_wallet's"
      : "";
    rows.push({ name: subject.name + format, counts });
  }
  return rows;
}

function run(subject: Subject, place: Place, at: Engine = engine) {
  const env = { ...place.env, ...environment(place.home, at) };
  return { command: [BINARY, ...subject.args(place, at)], env, counted: true };
}

async function hasCopy(): Promise<boolean> {
  const help = new Deno.Command(BINARY, {
    args: ["help", "copy"],
    stdout: "null",
    stderr: "null",
  });
  return (await help.output()).success;
}
