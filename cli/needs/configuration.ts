/**
 * What finding the configuration takes, and what it says of the store.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import type { Call } from "../command.ts";
import { defaultStore, namedStore } from "../config/chosen_store.ts";
import { isSandboxed } from "../config/file.ts";
import { findPlaces } from "../config/places.ts";
import { resolveSettings, type Settings, wantedProfile } from "../config/settings.ts";
import * as environment from "../environment.ts";
import type { Grants } from "./grants.ts";
import { BUILT_IN, schemeOf } from "./scheme.ts";

/** What is known of the wallet that a call means. */
export type KnownSettings = Pick<Settings, "store" | "plugins">;

const WINDOWS = Deno.build.os === "windows";

/** Adds the files of both configurations, and the variables that tell where they are. */
export function configurationGrants(
  call: Call,
  { grants, writes = false }: { grants: Grants; writes?: boolean },
): void {
  const { config, secretwallet } = findPlaces((name) => call.io.env(name));
  grants.variable(
    ...(WINDOWS
      ? [environment.USERPROFILE, environment.APPDATA]
      : [environment.HOME, environment.XDG_CONFIG_HOME]),
  );
  if (call.text("profile") === undefined) grants.variable(environment.PROFILE);
  grants.read(config ?? undefined);
  grants.read(secretwallet ?? undefined);
  if (writes && config !== null) grants.replace(config);
}

/** Adds the variables that say which store is meant, where no option does. */
export function storeVariables(call: Call, grants: Grants): void {
  if ((call.text("store") ?? call.text("storageType")) !== undefined) return;
  grants.variable(environment.STORE);
  if (!call.io.env(environment.STORE)) {
    grants.variable(WINDOWS ? environment.APPDATA : environment.XDG_DATA_HOME);
  }
}

/**
 * The store that a call means, or the one of the name `store`, and plug-ins. A
 * configuration is read only if that cannot be known without; where there is none, or it
 * may not be read, Coffer's own place is taken for it.
 *
 * @throws {UsageError} if there is no such profile, or no home folder
 */
export async function settingsOf(
  call: Call,
  store: string | undefined = call.text("store"),
): Promise<KnownSettings> {
  const env = (name: string) => call.io.env(name);
  const storageType = call.text("storageType");
  const options = { store, profile: call.text("profile"), storageType };
  const named = namedStore(env, options);
  const url = named !== null && "url" in named ? named.url : null;
  if (isBuiltIn(url)) return { store: url, plugins: new Map() };
  try {
    return await resolveSettings({ env, options });
  } catch (error) {
    const places = findPlaces(env);
    if (isSandboxed(error)) {
      return await guessed(call, `${places.config} may not be read`, url);
    }
    const isFirst = named === null && wantedProfile(env, options) === null;
    if (!isFirst || !(error instanceof UsageError)) throw error;
    return await guessed(call, "nothing is configured yet", null);
  }
}

/** Whether it takes the configuration to know which store a call means. */
export function readsConfiguration(call: Call): boolean {
  const named = namedStore((name) => call.io.env(name), {
    store: call.text("store"),
    storageType: call.text("storageType"),
  });
  return named === null || !("url" in named) || !isBuiltIn(named.url);
}

function isBuiltIn(url: string | null): url is string {
  return url !== null && BUILT_IN.includes(schemeOf(url));
}

/** The store that is named, else the one that `coffer init` would make. */
async function guessed(
  call: Call,
  why: string,
  url: string | null,
): Promise<KnownSettings> {
  const store = url ?? defaultStore(findPlaces((name) => call.io.env(name)));
  await call.out.warn(`${why}: the answer is for ${store}`);
  return { store, plugins: new Map() };
}
