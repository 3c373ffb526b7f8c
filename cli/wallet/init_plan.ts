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
import { askLine } from "../prompt.ts";

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

const NAMES = ["sealed", "clear"] as const;
const DEVICE_KEYS = ["random", "password", "none"] as const;

/** The plan, or `null` if what is there is to be used as it is. */
export async function planInit(call: Call): Promise<Plan | null> {
  const places = findPlaces((name) => call.io.env(name));
  const asked = call.mayAsk && saysNothing(call);
  if (asked && await usesSecretwallet(call, places)) return null;
  const named = call.text("store") ?? call.io.env(STORE);
  const suggestion = named ?? defaultStore(places);
  const store = asked
    ? await ask(call, "Where shall the records be?", suggestion)
    : suggestion;
  const plan: Plan = {
    store,
    isDefaultStore: store === suggestion && named === undefined,
    profile: await chosenProfile(call.text("profile"), places.config),
    names: await choice(call, asked, {
      option: "names",
      question: "How shall the store keep the names of records?",
      choices: NAMES,
    }),
    deviceKey: await choice(call, asked, {
      option: "deviceKey",
      question: "What shall this device add to your password?",
      choices: DEVICE_KEYS,
    }),
    agent: call.toggle("agent") ??
      (asked && hasAgent() ? await wantsAgent(call) : undefined),
  };
  if (asked) await confirmPlan(call, plan);
  return plan;
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
  return /^y/i.test(await ask(call, question, "yes"));
}

async function usesSecretwallet(call: Call, { secretwallet }: Places): Promise<boolean> {
  if (secretwallet === null || await readIfThere(secretwallet) === null) return false;
  await call.out.note(
    `There is a configuration of secret_wallet, ${secretwallet}.\n` +
      "Coffer works on its wallet as it is, and secret_wallet goes on working beside it.",
  );
  const answer = await ask(call, "Use it (yes), or set up another wallet (no)?", "yes");
  if (!/^y/i.test(answer)) return false;
  await call.out.note("Nothing to set up: `coffer list` shows what there is.");
  return true;
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
    const answer = await ask(call, `${question} (${choices.join(", ")})`, first);
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

/** Return takes what is shown in brackets. */
async function ask(call: Call, question: string, suggestion: string): Promise<string> {
  const answer = await askLine(call.io, `${question} [${suggestion}]`);
  return answer === "" ? suggestion : answer;
}

async function confirmPlan(call: Call, plan: Plan): Promise<void> {
  await call.out.note(
    `\nrecords      ${plan.store}\nnames        ${plan.names}\n` +
      `device key   ${plan.deviceKey}\nprofile      ${plan.profile}\n` +
      (plan.agent === undefined ? "" : `agent        ${plan.agent ? "yes" : "no"}\n`),
  );
  const answer = await ask(call, "Is that right?", "yes");
  if (/^y/i.test(answer)) return;
  throw new RefusedError("declined; nothing was changed");
}
