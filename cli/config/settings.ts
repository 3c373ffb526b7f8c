/**
 * What a wallet command works with: which store, which device key, how long a session.
 *
 * `--store`, `COFFER_STORE` and `-st` change only where the records are. The rest comes
 * from our configuration, else from secret_wallet's.
 *
 * @module
 */

import { PROFILE } from "../environment.ts";
import { chosenStore, namedStore } from "./chosen_store.ts";
import { findConfiguration, type Found } from "./configuration.ts";
import { type Env, findPlaces } from "./places.ts";
import type { PluginConfig } from "./plugins.ts";
import { type DeviceKeys, EMPTY_PROFILE, type Profile } from "./profile.ts";
import type { Secretwallet } from "./secretwallet.ts";
import { absoluteStore } from "./store_url.ts";
import {
  DEFAULT_LIFETIME,
  DEFAULT_LOG_LEVEL,
  DEFAULT_TIMEOUT,
  type LogLevel,
} from "./values.ts";

/** What a call says about its settings. */
export interface SettingOptions {
  /** `--store`: the URL of a store. */
  readonly store?: string | undefined;
  /** `--profile`: a profile of our configuration. */
  readonly profile?: string | undefined;
  /** `-st`: one of secret_wallet's storage types. */
  readonly storageType?: string | undefined;
}

/** A call and its surroundings. */
export interface SettingSources {
  readonly env: Env;
  readonly options?: SettingOptions;
  /** Which system's folders are meant (default: the one it runs on). */
  readonly os?: string;
  /** Reads a configuration even if others may have written it: to look at it. */
  readonly trusting?: boolean;
}

/** What all settings come from. `store only`: there is no configuration. */
export type Source = "coffer" | "secretwallet" | "store only";

/** Settings of a wallet command. */
export interface Settings {
  readonly source: Source;
  /** The file that they come from. */
  readonly path: string | null;
  /** The name of the profile, if it is our configuration. */
  readonly profile: string | null;
  /** The store's URL, as given or as configured. */
  readonly store: string;
  /** Which of the two is used depends on what is in the store. */
  readonly deviceKeys: DeviceKeys;
  /** Whose credentials AWS is asked with, where the store's URL does not say. */
  readonly awsProfile: string | null;
  /** How long an unlocked key is kept unused, in seconds. */
  readonly sessionTimeout: number;
  /** How long it is kept at all, in seconds. */
  readonly sessionLifetime: number;
  /** Whether the agent keeps it. */
  readonly agent: boolean;
  readonly logLevel: LogLevel;
  /** Kinds of stores that are not Coffer's own, by scheme. */
  readonly plugins: ReadonlyMap<string, PluginConfig>;
  /** Sentences for the user about what may go wrong. */
  readonly warnings: readonly string[];
}

/**
 * The settings for a call. Reads at most two files, and asks the environment only for
 * what cli/environment.ts lists.
 *
 * @throws {UsageError} if no configuration and no store is there, or no such profile, or
 * options contradict each other
 * @throws {DamagedError | RefusedError} if a configuration has a mistake, or is of
 * another version
 * @throws {PermissionError | UnavailableError} if one cannot be read
 */
export async function resolveSettings(
  { env, options = {}, os, trusting = false }: SettingSources,
): Promise<Settings> {
  const named = namedStore(env, options);
  const places = findPlaces(env, os);
  const found = await findConfiguration(places, {
    profile: wantedProfile(env, options),
    store: named !== null && "url" in named ? asAbsolute(named.url) : null,
    theirs: named !== null && "type" in named,
    lenient: named !== null,
    trusting,
  });
  return {
    ...settingsOf(found, named !== null),
    store: chosenStore(named, { found, places }),
    plugins: found.ours?.config.plugins ?? new Map(),
    warnings: found.warnings,
  };
}

/** As a profile has it; as it is where the sandbox hides the current folder. */
function asAbsolute(url: string): string {
  try {
    return absoluteStore(url, { cwd: Deno.cwd() });
  } catch {
    return url;
  }
}

/** The profile that is asked for by name, or `null`. */
export function wantedProfile(env: Env, { profile }: SettingOptions): string | null {
  return profile ?? (env(PROFILE) || null);
}

type Chosen = Omit<Settings, "store" | "plugins" | "warnings">;

function settingsOf({ ours, selected, theirs }: Found, lends: boolean): Chosen {
  if (selected !== null) {
    const key = theirs?.config.key ?? null;
    const { name, profile } = selected;
    return {
      source: "coffer",
      path: ours!.path,
      ...ofProfile(profile, { key, lends }),
      profile: name,
    };
  }
  if (theirs !== null) {
    return { source: "secretwallet", path: theirs.path, ...ofTheirs(theirs.config) };
  }
  return {
    source: "store only",
    path: null,
    ...ofProfile(EMPTY_PROFILE, { key: null, lends }),
  };
}

type Said = Omit<Chosen, "source" | "path">;

/** The key of secret_wallet's configuration, for a profile that has none for that format. */
interface Theirs {
  key: string | null;
  /** Whether another store than the profile's was asked for by name. */
  lends: boolean;
}

function ofProfile(profile: Profile, { key: theirKey, lends }: Theirs): Said {
  const { v0, v1 } = profile.deviceKeys;
  return {
    profile: null,
    // Where a profile is for a wallet of our own, a key of theirs has no business: whoever
    // puts other records in its place must not have them opened.
    deviceKeys: { v0: v0 ?? (v1 === null || lends ? theirKey : null), v1 },
    awsProfile: profile.awsProfile,
    sessionTimeout: profile.sessionTimeout ?? DEFAULT_TIMEOUT,
    sessionLifetime: profile.sessionLifetime ?? DEFAULT_LIFETIME,
    agent: profile.agent ?? false,
    logLevel: profile.logLevel ?? DEFAULT_LOG_LEVEL,
  };
}

function ofTheirs(config: Secretwallet): Said {
  const { key, awsProfile, sessionTimeout, sessionLifetime, logLevel } = config;
  return {
    profile: null,
    deviceKeys: { v0: key, v1: null },
    awsProfile,
    sessionTimeout,
    sessionLifetime,
    // What keeps a password for secret_wallet is another program.
    agent: false,
    logLevel,
  };
}
