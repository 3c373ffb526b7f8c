/**
 * What each command has to do with the agent, and what a call has of it.
 *
 * @module
 */

import type { KeyHolder } from "../../core/held_keys.ts";
import type { Call, Command } from "../command.ts";
import type { Io } from "../io.ts";
import { namesPassword } from "../passwords.ts";
import { PASSWORD_SOURCES } from "../shared_options.ts";

/** Asks it for keys, or locks it, since it changes what they are made of. */
export type AgentUse = "asks" | "locks";

/** Whoever changes passwords proves that he knows one, and the old keys go. */
const LOCKS = new Set([
  "reconf",
  "slot add",
  "slot remove",
  "slot passwd",
  "stash passwd",
]);
/** They have the options for a password and open nothing, or something new. */
const NEITHER = new Set(["init", "stash init", "stash info", "slot list", "conf"]);

/**
 * What a call has to do with the agent; `null` if nothing. Whoever names a source for the
 * password wants that one used.
 */
export function agentUse(words: string, command: Command, call: Call): AgentUse | null {
  if (LOCKS.has(words)) return "locks";
  if (NEITHER.has(words)) return null;
  const opens = command.options.some((option) => PASSWORD_SOURCES.includes(option));
  return opens && !namesPassword(call) ? "asks" : null;
}

const holders = new WeakMap<Call, KeyHolder>();
const shared = new WeakMap<Io, KeyHolder>();

/** Who holds keys for this call, if the agent is used. */
export function keyHolder(call: Call): KeyHolder | undefined {
  return holders.get(call);
}

/** Gives a call somebody who holds keys. */
export function rememberHolder(call: Call, holder: KeyHolder): void {
  holders.set(call, holder);
}

/** Lets all calls with `io` share what `call` has: those of a shell. */
export function shareHolder(call: Call, io: Io): void {
  const holder = holders.get(call);
  if (holder !== undefined) shared.set(io, holder);
}

/** What the calls with `io` share. */
export function inherited(io: Io): KeyHolder | undefined {
  return shared.get(io);
}
