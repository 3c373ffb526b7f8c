/**
 * What a call gives up, and when.
 *
 * @module
 */

import type { Call, Command } from "./command.ts";
import { openedBy } from "./needs/opened.ts";
import { BUILT_IN, schemeOf } from "./needs/scheme.ts";
import { STASH, STORE } from "./environment.ts";
import type { Out } from "./output.ts";
import type { Needs } from "./permissions.ts";
import { whoRunsThis } from "./who.ts";

/** Stores of these kinds are reached without a network, in files that a call names. */
const LOCAL: readonly string[] = ["file", "sqlite", "memory"];
/** Whose libraries look at the environment and ask about the system. */
const CURIOUS = "dynamodb";

/** What a store's kind asks for, beside what the command does with it. */
function needsOfStores(urls: readonly string[]): Omit<Needs, "write"> {
  const schemes = urls.map(schemeOf);
  return {
    ...(schemes.some((scheme) => !LOCAL.includes(scheme)) && { net: true }),
    ...(schemes.includes(CURIOUS) && { surroundings: true }),
  };
}

/** What a call needs, as far as its options tell. */
export function needsOf(command: Command, call: Call): Needs {
  const programs = command.programs?.(call) ?? [];
  const stash = openedBy(command, call).has("stash")
    ? call.text("stash") ?? call.text("file") ?? call.io.env(STASH)
    : undefined;
  const others = command.stores?.(call).map(({ url }) => url) ?? [];
  return {
    write: command.writes(call),
    ...(command.talksToAgent && { net: true, sys: true }),
    ...(programs.length > 0 && { programs }),
    ...(command.handsOnEnvironment?.(call) && { surroundings: true }),
    ...needsOfStores(stash === undefined ? others : [stash, ...others]),
  };
}

/** The same once it is known that its own stores are the ones at `urls`. */
export function needsWithStores(needs: Needs, urls: readonly string[]): Needs {
  return { ...needs, ...needsOfStores(urls) };
}

/**
 * What it keeps until its store is open. A plug-in in its Worker may have hosts, and files
 * of its own to write even where the command only reads, and gets them from Coffer.
 */
export async function needsAtFirst(command: Command, call: Call): Promise<Needs> {
  const others = command.stores?.(call).map(({ url }) => url) ?? [];
  const own = openedBy(command, call).has("wallet") ? await storeUrl(call) : null;
  const urls = own === null ? others : [own, ...others];
  const needs = needsWithStores(call.needs, urls);
  if (urls.every((url) => BUILT_IN.includes(schemeOf(url)))) return needs;
  // The environment goes last: a password in it is read when there is no way out any more.
  return { ...needs, write: true, surroundings: true };
}

/** The wallet's store; `null` where there is none, as the command itself will say. */
async function storeUrl(call: Call): Promise<string | null> {
  const env = (name: string) => call.io.env(name);
  const [store, storageType] = [call.text("store"), call.text("storageType")];
  if (storageType === undefined && (store ?? env(STORE))) return store ?? env(STORE)!;
  const { settingsOf } = await import("./config/called_settings.ts");
  return await settingsOf(call).then(({ store }) => store, () => null);
}

/** What was said already, so that nothing is said twice in a run. */
const said = new WeakMap<Out, Set<string>>();
/** What was left by then: what is gone needs no second proof. */
const left = new WeakMap<Out, string>();

/** Gives up all but `needs`, before a secret is touched; says what could not be. */
export async function giveUp(
  { io, out }: Pick<Call, "io" | "out">,
  needs: Needs,
): Promise<void> {
  const kinds = JSON.stringify(needs);
  if (left.get(out) === kinds) return;
  const before = said.get(out) ?? new Set();
  whoRunsThis();
  const kept = (await io.giveUpAllBut(needs)).filter((each) => !before.has(each));
  said.set(out, new Set([...before, ...kept]));
  left.set(out, kinds);
  if (kept.length === 0) return;
  await out.warn(
    `this Deno does not let go of the permission to ${kept.join(" and ")}: it was ` +
      "started with -A. Name the permissions one by one instead",
  );
}
