/**
 * What a set-up is to do: by options, by questions on a terminal, else by defaults.
 *
 * @module
 */

import { RefusedError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import type { Call } from "../command.ts";
import { chosenProfile } from "../config/chosen_profile.ts";
import { defaultStore } from "../config/chosen_store.ts";
import { readIfThere } from "../config/file.ts";
import { findPlaces, type Places } from "../config/places.ts";
import { STORE } from "../environment.ts";
import { answered } from "./init_ask.ts";
import { askStore } from "./init_where.ts";

/** What a set-up is to do. */
export interface Plan {
  store: string;
  /** Whether nobody has named the store. */
  isDefaultStore: boolean;
  profile: string;
  names: "sealed" | "clear";
  deviceKey: "random" | "password" | "none";
  /** Whether the agent is to keep keys; `undefined` if nobody has said. */
  agent: boolean | undefined;
}

/** What is in a store before the set-up. */
export type There = "nothing" | "coffer" | "secret-wallet";

const NAMES = ["sealed", "clear"] as const;
const DEVICE_KEYS = ["random", "password", "none"] as const;

/**
 * The plan, or what is to be done instead of a set-up. On a terminal, `look` says what is
 * in the store, and only what still matters is asked.
 */
export async function planInit(
  call: Call,
  look: (store: string) => Promise<There>,
): Promise<Plan | "use" | "upgrade"> {
  const places = findPlaces((name) => call.io.env(name));
  const asked = call.mayAsk && saysNothing(call);
  const instead = asked ? await insteadOfNew(call, places) : null;
  if (instead !== null) return instead;
  const suggestion = suggestedStore(call);
  const store = asked ? await askStore(call, suggestion) : suggestion;
  const there = asked ? await look(store) : "nothing";
  const isNew = asked && there === "nothing";
  const plan: Plan = {
    store,
    isDefaultStore: store === suggestion && namedStore(call) === undefined,
    profile: await chosenProfile(call.text("profile"), places.config),
    names: await choice(call, isNew, {
      option: "names",
      question: "How shall the store keep the names of records?",
      choices: NAMES,
    }),
    deviceKey: await choice(call, isNew, {
      option: "deviceKey",
      question: "What shall this device add to your password?",
      choices: DEVICE_KEYS,
    }),
    agent: call.toggle("agent") ??
      (asked && hasAgent() ? await wantsAgent(call) : undefined),
  };
  if (asked) await confirmPlan(call, plan, there);
  return plan;
}

/** The store that is named, else the one of Coffer's own place. */
export function suggestedStore(call: Call): string {
  return namedStore(call) ?? defaultStore(findPlaces((name) => call.io.env(name)));
}

/** The store that an option or the environment names. */
export function namedStore(call: Call): string | undefined {
  return call.text("store") ?? call.io.env(STORE);
}

/** Whether no answer was given as an option. */
function saysNothing(call: Call): boolean {
  return ["store", "names", "deviceKey"].every((name) => call.text(name) === undefined);
}

/** There is none without Unix sockets. */
function hasAgent(): boolean {
  return Deno.build.os !== "windows";
}

async function wantsAgent(call: Call): Promise<boolean> {
  const question = "Shall an agent keep keys for a while, so that you type less?";
  return /^y/i.test(await answered(call, question, "yes"));
}

async function insteadOfNew(
  call: Call,
  { secretwallet }: Places,
): Promise<"use" | "upgrade" | null> {
  if (secretwallet === null || await readIfThere(secretwallet) === null) return null;
  await call.out.note(
    `There is a configuration of secret_wallet, ${secretwallet}.\n` +
      "Coffer works on its wallet as it is, and secret_wallet goes on working beside it.",
  );
  const answer = await answered(
    call,
    "Use it (yes), copy it to Coffer's own format (upgrade), or set up another wallet (no)?",
    "yes",
  );
  if (/^u/i.test(answer)) return "upgrade";
  if (!/^y/i.test(answer)) return null;
  await call.out.note("Nothing to set up: `coffer list` shows what there is.");
  return "use";
}

async function choice<T extends string>(
  call: Call,
  asked: boolean,
  { option, question, choices }: {
    option: string;
    question: string;
    choices: readonly T[];
  },
): Promise<T> {
  const [first] = choices as readonly [T];
  const given = call.text(option);
  if (given !== undefined) return chosen(given, choices);
  if (!asked) return first;
  for (;;) {
    const answer = await answered(call, `${question} (${choices.join(", ")})`, first);
    const found = choices.find((each) => each.startsWith(answer.toLowerCase()));
    if (found !== undefined) return found;
    await call.out.note(
      `Please answer ${choices.join(", ")}; the first letter is enough.`,
    );
  }
}

function chosen<T extends string>(given: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(`${quote(given)} is none of ${choices.join(", ")}`);
}

const JOINS = {
  coffer: "there already: this device joins it",
  "secret-wallet": "there already, in secret_wallet's format: this device joins it",
} as const;

async function confirmPlan(call: Call, plan: Plan, there: There): Promise<void> {
  const wallet = there === "nothing"
    ? `names        ${plan.names}\ndevice key   ${plan.deviceKey}`
    : `wallet       ${JOINS[there]}`;
  await call.out.note(
    `\nrecords      ${plan.store}\n${wallet}\nprofile      ${plan.profile}\n` +
      (plan.agent === undefined ? "" : `agent        ${plan.agent ? "yes" : "no"}\n`),
  );
  if (call.flag("yes")) return;
  const answer = await answered(call, "Is that right?", "yes");
  if (/^y/i.test(answer)) return;
  throw new RefusedError("declined; nothing was changed");
}
