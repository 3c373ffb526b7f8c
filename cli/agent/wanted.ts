/**
 * Whether a call goes to the agent, and for how long it has keys held.
 *
 * @module
 */

import type { Times } from "../../agent/state.ts";
import { CofferError } from "../../core/errors.ts";
import type { Call } from "../command.ts";
import { findConfiguration } from "../config/configuration.ts";
import { findPlaces } from "../config/places.ts";
import { resolveSettings, wantedProfile } from "../config/settings.ts";
import { DEFAULT_LIFETIME, DEFAULT_TIMEOUT } from "../config/values.ts";
import { AGENT } from "../environment.ts";
import { STORE_FLAGS } from "../shared_options.ts";
import type { Command } from "../command.ts";

const NO = /^(0|no|off|false)$/i;

/** Settings of a profile, as far as they matter here. */
interface AgentSettings {
  readonly agent: boolean;
  readonly times: Times;
}

const DEFAULTS: AgentSettings = {
  agent: false,
  times: { timeout: DEFAULT_TIMEOUT, lifetime: DEFAULT_LIFETIME },
};

/**
 * The times for keys, or `null` if the agent is not to be used: `COFFER_AGENT` tells,
 * whatever the configuration says, and else the configuration.
 */
export async function wantedTimes(call: Call, command: Command): Promise<Times | null> {
  const said = call.io.env(AGENT) ?? "";
  if (NO.test(said)) return null;
  const { agent, times } = await configured(call, command);
  const isWanted = said !== "" || agent;
  return isWanted && times.timeout > 0 && times.lifetime > 0 ? times : null;
}

/** What is wrong with a configuration is for the command to say, if it needs one. */
async function configured(call: Call, command: Command): Promise<AgentSettings> {
  try {
    const isWallet = command.options.some(({ flags }) => flags === STORE_FLAGS);
    return isWallet ? await walletSettings(call) : await defaultSettings(call);
  } catch (error) {
    if (error instanceof CofferError) return DEFAULTS;
    throw error;
  }
}

async function walletSettings(call: Call): Promise<AgentSettings> {
  const { agent, sessionTimeout, sessionLifetime } = await resolveSettings({
    env: (name) => call.io.env(name),
    options: {
      store: call.text("store"),
      profile: call.text("profile"),
      storageType: call.text("storageType"),
    },
  });
  return { agent, times: { timeout: sessionTimeout, lifetime: sessionLifetime } };
}

/** A stash has no profile of its own: the one that is used if none is named counts. */
async function defaultSettings({ io }: Call): Promise<AgentSettings> {
  const env = (name: string) => io.env(name);
  const { selected } = await findConfiguration(findPlaces(env), {
    profile: wantedProfile(env, {}),
    theirs: false,
    lenient: true,
  });
  if (selected === null) return DEFAULTS;
  const { agent, sessionTimeout, sessionLifetime } = selected.profile;
  const timeout = sessionTimeout ?? DEFAULT_TIMEOUT;
  return {
    agent: agent ?? false,
    times: { timeout, lifetime: sessionLifetime ?? DEFAULT_LIFETIME },
  };
}
