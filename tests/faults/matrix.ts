/**
 * A command with a fault at a call of its own choice, and what must hold after it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Fault, type Run, withFault } from "../support/faults.ts";
import type { OpenStage, Scenario } from "./scenario.ts";
import { age, leftovers, leftoversInTheEnd } from "./tree.ts";

/** What is done to a call. */
export type Mode = Fault["then"];
/** All of it. */
export const MODES: readonly Mode[] = ["once", "dead", "unheard", "delayed"];

/** What was tried of one scenario. */
export interface Tried {
  /** How many calls it makes when nothing fails. */
  calls: number;
  /** How many runs had a fault. */
  faults: Record<Mode, number>;
}

/** Which of `calls` calls are tried: numbers from 1. */
export type Choice = (calls: number) => Iterable<number>;

interface States {
  readonly before: string;
  readonly after: string;
}

/** What the other writer sets. */
const OTHER = { domain: "d", access: "of the other" };

/**
 * Tries a scenario with every fault at each chosen call.
 *
 * @throws {AssertionError} with the call and the fault after which something is wrong
 */
export async function tryScenario(scenario: Scenario, choose: Choice): Promise<Tried> {
  await using stage = await scenario.open();
  const put = await stage.kept();
  const before = await scenario.look(stage);
  const clean = await attempt(scenario, stage, { at: Infinity, then: "once" });
  assert.equal(clean.code, 0, `${scenario.name}: ${clean.stderr}`);
  const states = { before, after: await scenario.look(stage) };
  assert.notEqual(states.after, before, `${scenario.name} changes nothing`);
  const faults = { once: 0, dead: 0, unheard: 0, delayed: 0 };
  for (const at of choose(clean.calls.length)) {
    for (const then of MODES) {
      if (then === "delayed" && scenario.shared !== true) continue;
      await put();
      try {
        await tryFault(scenario, stage, { at, then }, states);
      } catch (error) {
        throw new Error(`${scenario.name}: ${then} at call ${at}`, { cause: error });
      }
      faults[then]++;
    }
  }
  return { calls: clean.calls.length, faults };
}

interface Attempt extends Run {
  code: number;
  stderr: string;
}

async function attempt(
  { args, env = {}, impatient = [], faulted = () => withFault }: Scenario,
  stage: OpenStage,
  fault: Fault,
): Promise<Attempt> {
  const ended = { code: -1, stderr: "" };
  const all = [...args(stage), ...(fault.then === "dead" ? impatient : [])];
  const run = await faulted(stage)(fault, async () => {
    Object.assign(ended, await stage.run(all, { ...stage.env, ...env }));
  });
  return { ...run, ...ended };
}

async function tryFault(
  scenario: Scenario,
  stage: OpenStage,
  { at, then }: Fault,
  states: States,
): Promise<void> {
  let crashed: (() => Promise<void>) | undefined;
  let other = 6;
  const meanwhile = async () => {
    if (then === "dead") crashed = await stage.kept();
    if (then === "delayed") other = await otherWrites(stage);
  };
  const ran = await attempt(scenario, stage, { at, then, meanwhile });
  const call = `${ran.calls[at - 1]}, exit ${ran.code}: ${ran.stderr}`;
  await crashed?.();
  if (then === "once" && !/remove/i.test(ran.calls[at - 1] ?? "")) {
    assert.deepEqual(leftovers(stage.path), [], call);
  }
  assert.ok(then !== "delayed" || ran.code === 0 || ran.code === 6, call);
  if (other === 0) await takeOtherAway(stage);
  const now = await scenario.look(stage);
  assertState(now, states, { ran, call, scenario, isCrash: crashed !== undefined });
  await assertGoesOn(scenario, stage, states, { now, call });
}

function assertState(
  now: string,
  states: States,
  { ran, call, scenario, isCrash }: {
    ran: Attempt;
    call: string;
    scenario: Scenario;
    isCrash: boolean;
  },
): void {
  // What was said to be done before the end came is not known to anybody.
  if (ran.code === 0 && !isCrash) return assert.equal(now, states.after, call);
  if (now === states.before || now === states.after) return;
  assert.ok(scenario.between?.(now, states) ?? false, `${call}\n${now}`);
}

/** The next run needs no hand, ends what was begun, and leaves nothing behind. */
async function assertGoesOn(
  scenario: Scenario,
  stage: OpenStage,
  states: States,
  { now, call }: { now: string; call: string },
): Promise<void> {
  const isDone = now === states.after;
  age(stage.path);
  if (!isDone || scenario.again !== "adds") {
    const again = await attempt(scenario, stage, { at: Infinity, then: "once" });
    const allowed: readonly unknown[] = isDone ? [0, ...scenario.again ?? []] : [0];
    const said = `again, after ${call}exit ${again.code}: ${again.stderr}`;
    assert.ok(allowed.includes(again.code), said);
    assert.equal(await scenario.look(stage), states.after, said);
  }
  for (const args of scenario.next?.(stage) ?? []) {
    const next = await stage.run(args, { ...stage.env, ...scenario.nextEnv });
    assert.equal(next.code, 0, `next, after ${call}${next.stderr}`);
  }
  assert.deepEqual(leftoversInTheEnd(stage.path), [], `in the end, after ${call}`);
}

/** Another writer, who does not wait. */
async function otherWrites(stage: OpenStage): Promise<number> {
  const { domain, access } = OTHER;
  const args = ["set", domain, access, "-u", "x", "--lock-timeout", "0"];
  // On another device: what that has seen is none of this one's.
  const env = { ...stage.env, HOME: stage.at("other home") };
  const { code, stderr } = await stage.run(args, env);
  assert.ok(code === 0 || code === 6, `the other: ${stderr}`);
  return code;
}

/** It must be there. */
async function takeOtherAway(stage: OpenStage): Promise<void> {
  const { domain, access } = OTHER;
  const { code, stderr } = await stage.run(["delete", domain, access, "--yes"]);
  assert.equal(code, 0, `what the other wrote: ${stderr}`);
}
