/**
 * Whether a call goes to the agent, for what, and for how long it has keys held.
 *
 * @module
 */

import { toHex, utf8 } from "../../core/bytes.ts";
import type { Times } from "../../agent/state.ts";
import { CofferError } from "../../core/errors.ts";
import type { Call, Command } from "../command.ts";
import { findConfiguration } from "../config/configuration.ts";
import { findPlaces } from "../config/places.ts";
import { settingsOf } from "../config/called_settings.ts";
import { wantedProfile } from "../config/settings.ts";
import { agentSaid, DEFAULT_LIFETIME, DEFAULT_TIMEOUT } from "../config/values.ts";
import { AGENT } from "../environment.ts";
import { STORE_FLAGS } from "../shared_options.ts";
import { stashName } from "../stash/name.ts";

const PLACE_LENGTH = 16;
const ABSOLUTE = /^\/|^[a-z]+:\//;

/** What a call wants of the agent. */
export interface Wanted {
  readonly times: Times;
  /** What is to be opened: a fingerprint of its name, and no secret. */
  readonly place: string;
}

/** Settings of a profile, as far as they matter here. */
interface AgentSettings {
  readonly agent: boolean;
  readonly times: Times;
  /** Where the wallet or stash is. */
  readonly location: string;
}

const DEFAULT_TIMES: Times = { timeout: DEFAULT_TIMEOUT, lifetime: DEFAULT_LIFETIME };

/**
 * What is wanted, or `null` if the agent is not to be used: `COFFER_AGENT` tells, whatever
 * the configuration says, and else the configuration.
 */
export async function wantedOfAgent(
  call: Call,
  command: Command,
): Promise<Wanted | null> {
  const said = agentSaid(call.io.env(AGENT) ?? "");
  if (said === false) return null;
  const settings = await configured(call, command);
  if (settings === null || !(said ?? settings.agent)) return null;
  const { times, location } = settings;
  if (times.timeout === 0 || times.lifetime === 0) return null;
  return { times, place: await placeOf(location) };
}

async function placeOf(location: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", utf8(location));
  return toHex(new Uint8Array(hash).subarray(0, PLACE_LENGTH));
}

/** A name that tells the same thing from wherever the call is made. */
function inFull(name: string): string {
  if (ABSOLUTE.test(name)) return name;
  try {
    return `${Deno.cwd()}\n${name}`;
  } catch {
    // The sandbox hides the current folder: at worst a password is typed once more.
    return name;
  }
}

/** What is wrong with a configuration is for the command to say, if it needs one. */
async function configured(
  call: Call,
  command: Command,
): Promise<AgentSettings | null> {
  try {
    const isWallet = command.options.some(({ flags }) => flags === STORE_FLAGS);
    return isWallet ? await walletSettings(call) : await stashSettings(call);
  } catch (error) {
    if (error instanceof CofferError) return null;
    throw error;
  }
}

async function walletSettings(call: Call): Promise<AgentSettings> {
  const { agent, sessionTimeout, sessionLifetime, store } = await settingsOf(call);
  const times = { timeout: sessionTimeout, lifetime: sessionLifetime };
  return { agent, times, location: inFull(store) };
}

/** A stash has no profile of its own: the one that is used if none is named counts. */
async function stashSettings(call: Call): Promise<AgentSettings> {
  const { io } = call;
  const location = inFull(stashName(call));
  const env = (name: string) => io.env(name);
  const { selected } = await findConfiguration(findPlaces(env), {
    profile: wantedProfile(env, {}),
    theirs: false,
    lenient: true,
  });
  if (selected === null) return { agent: false, times: DEFAULT_TIMES, location };
  const { agent, sessionTimeout, sessionLifetime } = selected.profile;
  const times = {
    timeout: sessionTimeout ?? DEFAULT_TIMEOUT,
    lifetime: sessionLifetime ?? DEFAULT_LIFETIME,
  };
  return { agent: agent ?? false, times, location };
}
