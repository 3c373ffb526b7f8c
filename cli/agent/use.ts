/**
 * What each command has to do with the agent, and what a call has of it.
 *
 * @module
 */

import type { Envoy } from "../../agent/envoy.ts";
import type { Times } from "../../agent/state.ts";
import type { KeyHolder, RecordOpener } from "../../core/held_keys.ts";
import type { Call, Command } from "../command.ts";
import type { Io } from "../io.ts";
import { namesPassword } from "../password_kinds.ts";
import { PASSWORD_SOURCES } from "../shared_options.ts";

/** Asks it for a key, or for many, or locks it, since it changes what keys are made of. */
export type AgentUse = "asks" | "asks often" | "locks";

/** Whoever changes passwords proves that he knows one, and the old keys go. */
const LOCKS = new Set([
  "reconf",
  "slot add",
  "slot remove",
  "slot passwd",
  "stash passwd",
]);
/** They may open more than one thing. */
const OFTEN = new Set(["shell", "run", "inject", "export", "read", "diff", "sync"]);
/** They have the options for a password and open nothing, or something new. */
const NEITHER = new Set([
  "copy",
  "init",
  "stash init",
  "stash info",
  "slot list",
  "backup make",
  "backup list",
  "backup restore",
]);

/**
 * What a call has to do with the agent; `null` if nothing. Whoever names a source for the
 * password wants that one used.
 */
export function agentUse(words: string, command: Command, call: Call): AgentUse | null {
  if (LOCKS.has(words)) return "locks";
  if (NEITHER.has(words)) return null;
  const opens = command.options.some((option) => PASSWORD_SOURCES.includes(option));
  if (!opens || namesPassword(call)) return null;
  return OFTEN.has(words) ? "asks often" : "asks";
}

/** What goes to the agent, and how long it has keys held. */
export interface Sending {
  readonly envoy: Envoy;
  readonly times: Times;
}

const holders = new WeakMap<Call, KeyHolder>();
const openers = new WeakMap<Call, RecordOpener>();
const sendings = new WeakMap<Call | Io, Sending>();

/** Who holds keys for this call, if the agent is used. */
export function keyHolder(call: Call): KeyHolder | undefined {
  return holders.get(call);
}

/** Gives a call somebody who holds keys. */
export function rememberHolder(call: Call, holder: KeyHolder): void {
  holders.set(call, holder);
}

/** Who opens one record for this call, if the agent can. */
export function recordOpener(call: Call): RecordOpener | undefined {
  return openers.get(call);
}

/** Gives a call somebody who opens one record. */
export function rememberOpener(call: Call, opener: RecordOpener): void {
  openers.set(call, opener);
}

/** Gives a call, or all calls with an `io`, what goes to the agent. */
export function rememberSending(whose: Call | Io, sending: Sending): void {
  sendings.set(whose, sending);
}

/** What goes to the agent for a call, or for all calls with an `io`. */
export function sendingOf(whose: Call | Io): Sending | undefined {
  return sendings.get(whose);
}
