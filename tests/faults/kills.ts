/**
 * Several processes that write to one store, and are killed at random moments.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Kind, KINDS } from "../support/wallet_scene.ts";
import { stashStage } from "./file_stage.ts";
import { randomFrom } from "./random.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { age, leftovers, leftoversInTheEnd } from "./tree.ts";
import { type End, type Moment, runVictim } from "./victim.ts";
import { ok, walletStage } from "./wallet_stage.ts";
import { type World, Worlds } from "./worlds.ts";

/** The stores that are tried. */
export const STORES = [...KINDS, "stash file"] as const;
/** One of them. */
export type StoreKind = typeof STORES[number];

/** What came of it. */
export interface Killed {
  /** Processes that were started. */
  processes: number;
  /** Those that died before they could say that they were done. */
  kills: number;
  /** Temporary files and journals that dead ones have left, which others have swept. */
  swept: number;
}

interface Trial {
  readonly stage: Stage;
  readonly kind: StoreKind;
  readonly killed: Killed;
}

interface Worker {
  readonly name: string;
  readonly worlds: Worlds;
  /** Its own, so that what others do has no part in what it does. */
  readonly random: () => number;
}

const WORKERS = 4;
/** Commands of each worker between two looks at everything. */
const COMMANDS = 3;
/** How many of them are to be killed. */
const SHARE = 0.75;
/** How long a command takes, about, and how much happens in the folder meanwhile. */
const MILLISECONDS = 900, EVENTS = 40;

/** Kills at least so many processes on a store of that kind; the seed makes it again. */
export async function killOn(
  kind: StoreKind,
  { kills, seed }: { kills: number; seed: number },
): Promise<Killed> {
  const killed = { processes: 0, kills: 0, swept: 0 };
  await using stage = await stageOf(kind);
  const workers = Array.from({ length: WORKERS }, (_, i): Worker => ({
    name: `w${i}`,
    worlds: new Worlds(),
    random: randomFrom(seed + i),
  }));
  const trial = { stage, kind, killed };
  while (killed.kills < kills) {
    await Promise.all(workers.map((worker) => work(trial, worker)));
    await lookAtAll(trial, workers);
  }
  return killed;
}

function stageOf(kind: StoreKind): Promise<OpenStage> {
  return kind === "stash file" ? stashStage() : walletStage(kind as Kind);
}

async function work(trial: Trial, worker: Worker): Promise<void> {
  for (let i = 0; i < COMMANDS; i++) {
    const { args, change } = chosen(trial, worker);
    const end = await runVictim(trial.stage, args, momentOf(worker.random));
    count(trial.killed, end);
    if (end === "done") worker.worlds.done(change);
    else worker.worlds.perhaps(change);
  }
}

function count(killed: Killed, end: End): void {
  killed.processes++;
  if (end === "killed") killed.kills++;
}

function momentOf(random: () => number): Moment {
  const [kills, byTime, when] = [random() < SHARE, random() < 0.4, random()];
  if (!kills) return null;
  return byTime
    ? { milliseconds: when * MILLISECONDS }
    : { events: 1 + Math.floor(when * EVENTS) };
}

interface Chosen {
  readonly args: string[];
  readonly change: (world: World) => World;
}

/** What a worker does next with what is its own: mostly it writes. */
function chosen({ kind }: Trial, worker: Worker): Chosen {
  const { random, name: own, worlds } = worker;
  const [what, which, value] = [random(), random(), `${Math.floor(random() * 1e9)}`];
  const certain = worlds.certain();
  const known = certain[Math.floor(which * certain.length)];
  if (known !== undefined && what < 0.2) {
    const without = (world: World) => new Map([...world].filter(([n]) => n !== known));
    return { args: deletion(kind, known), change: without };
  }
  const name = known !== undefined && what < 0.5 ? known : `${own} ${value}`;
  return {
    args: setting(kind, name, value),
    change: (world) => new Map([...world, [name, value]]),
  };
}

function setting(kind: StoreKind, name: string, value: string): string[] {
  return kind === "stash file"
    ? ["stash", "write", `k/${name}`, "--value", value]
    : ["set", "k", name, "-u", value];
}

function deletion(kind: StoreKind, name: string): string[] {
  return kind === "stash file"
    ? ["stash", "rm", `k/${name}`]
    : ["delete", "k", name, "--yes"];
}

/** Everything opens, is one of what it may be, and the next writer sweeps. */
async function lookAtAll(trial: Trial, workers: Worker[]): Promise<void> {
  const { stage, kind, killed } = trial;
  const left = leftovers(stage.path).length;
  const found = await (kind === "stash file" ? stashNames(stage) : walletNames(stage));
  for (const { name: own, worlds } of workers) {
    worlds.settle(new Map([...found].filter(([name]) => name.startsWith(`${own} `))));
  }
  age(stage.path);
  await runVictim(stage, setting(kind, "sweeper", "x"), null);
  assert.deepEqual(leftoversInTheEnd(stage.path), []);
  killed.swept += left;
}

async function walletNames(stage: Stage): Promise<World> {
  await ok(stage, ["verify"]);
  const records = JSON.parse(await ok(stage, ["dump", "--json"]));
  return new Map(
    records.filter(({ domain }: { domain: string }) => domain === "k")
      .map(({ access, uid }: { access: string; uid: string }) => [access, uid]),
  );
}

async function stashNames(stage: Stage): Promise<World> {
  const lines = (await ok(stage, ["stash", "dump"])).trim().split("\n");
  const nodes: { path: string[]; value: string | null }[] = lines.map((line) =>
    JSON.parse(line)
  );
  return new Map(
    nodes.filter(({ path, value }) => path[0] === "k" && path.length === 2 && value)
      .map(({ path, value }) => [path[1]!, atob(value!)]),
  );
}
