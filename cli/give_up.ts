/**
 * What a call gives up, and when.
 *
 * @module
 */

import type { Call, Command } from "./command.ts";
import { openedBy } from "./needs/opened.ts";
import { schemeOf } from "./needs/scheme.ts";
import { STASH } from "./environment.ts";
import type { Out } from "./output.ts";
import type { Needs } from "./permissions.ts";

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
    ? call.text("file") ?? call.io.env(STASH)
    : undefined;
  const others = command.stores?.(call).map(({ url }) => url) ?? [];
  return {
    write: command.writes(call),
    ...(programs.length > 0 && { programs }),
    ...(command.handsOnEnvironment?.(call) && { surroundings: true }),
    ...needsOfStores(stash === undefined ? others : [stash, ...others]),
  };
}

/** What it needs once it is known that its own store is the one at `url`. */
export function needsWithStore(needs: Needs, url: string): Needs {
  return { ...needs, ...needsOfStores([url]) };
}

/**
 * A wallet may be in a plug-in's store, which may have hosts, and files of its own to
 * write even where the command only reads; or in one that asks the environment. Once it is
 * known that it is not, the rest goes as well.
 */
export function needsAtFirst(command: Command, call: Call): Needs {
  const { needs } = call;
  if (!openedBy(command, call).has("wallet")) return needs;
  return { ...needs, write: true, net: true, surroundings: true };
}

/** What was said already, so that nothing is said twice in a run. */
const said = new WeakMap<Out, Set<string>>();

/** Gives up all but `needs`, before a secret is touched; says what could not be. */
export async function giveUp(
  { io, out }: Pick<Call, "io" | "out">,
  needs: Needs,
): Promise<void> {
  const before = said.get(out) ?? new Set();
  const kept = (await io.giveUpAllBut(needs)).filter((each) => !before.has(each));
  said.set(out, new Set([...before, ...kept]));
  if (kept.length === 0) return;
  await out.warn(
    `this Deno does not let go of the permission to ${kept.join(" and ")}: it was ` +
      "started with -A. Name the permissions one by one instead",
  );
}
