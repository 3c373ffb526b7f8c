/**
 * Listing settings, as `conf -l` does: what is in effect, and where it comes from.
 *
 * @module
 */

import { type Json, JsonString } from "../../core/json.ts";
import { AGENT } from "../environment.ts";
import { chosenStore, notConfigured } from "./chosen_store.ts";
import { findConfiguration, type Found } from "./configuration.ts";
import type { Item } from "./item.ts";
import { indentedJson } from "./json_text.ts";
import { findPlaces } from "./places.ts";
import { DEVICE_KEY } from "./profile.ts";
import { SECRETWALLET_DEFAULTS } from "./secretwallet.ts";
import { type SettingSources, wantedProfile } from "./settings.ts";
import type { Changed } from "./change.ts";
import {
  agentSaid,
  DEFAULT_LIFETIME,
  DEFAULT_LOG_LEVEL,
  DEFAULT_TIMEOUT,
} from "./values.ts";

/** What is in effect, and why. */
export interface Setting {
  readonly name: string;
  readonly value: string | number | boolean | null;
  /** What says so. */
  readonly from: "configuration" | "environment" | "default";
}

/** What holds with a configuration, but for secrets. */
export interface Listing extends Changed {
  /** What the file says in its order, also what Coffer does not know; then defaults. */
  readonly entries: readonly Setting[];
  /** Sentences for the user about what may go wrong. */
  readonly warnings: readonly string[];
}

/** What secret_wallet reads from its configuration and nobody else should. */
const THEIR_SECRETS = ["key", "session_connection_password", "memorable"];

/** What holds where secret_wallet's configuration says nothing, by the names there. */
const THEIR_DEFAULTS = {
  profile: SECRETWALLET_DEFAULTS.awsProfile,
  table_name: SECRETWALLET_DEFAULTS.table,
  storage_type: SECRETWALLET_DEFAULTS.storageType,
  session_timeout: DEFAULT_TIMEOUT,
  session_lifetime: DEFAULT_LIFETIME,
  log_level: DEFAULT_LOG_LEVEL,
};

/**
 * What holds with the configuration in use.
 *
 * @throws {UsageError} if there is none, or no such profile
 * @throws {DamagedError | RefusedError | PermissionError | UnavailableError} if it
 * cannot be read or understood
 */
export async function listSettings(
  { env, options = {}, os }: SettingSources,
): Promise<Listing> {
  const places = findPlaces(env, os);
  const found = await findConfiguration(places, {
    profile: wantedProfile(env, options),
    theirs: false,
    lenient: false,
  });
  const store = () => chosenStore(null, { found, places });
  const said = inConfiguration(found, store);
  const entries = said.entries.map((entry) => inEnvironment(entry, env(AGENT) ?? ""));
  return { ...said, entries, warnings: found.warnings };
}

function inConfiguration(
  { ours, selected, theirs }: Found,
  store: () => string,
): Omit<Listing, "warnings"> {
  if (selected !== null) {
    const { path, config } = ours!;
    const item = config.document.member("profiles").member(selected.name);
    const said = listed(item, [DEVICE_KEY]);
    const entries = withDefaults(said, {
      ...(selected.profile.store === null && { store: store() }),
      agent: false,
      sessionTimeout: DEFAULT_TIMEOUT,
      sessionLifetime: DEFAULT_LIFETIME,
      logLevel: DEFAULT_LOG_LEVEL,
    });
    return { source: "coffer", path, profile: selected.name, entries };
  }
  if (theirs === null) throw notConfigured();
  const { path, config: { document } } = theirs;
  const said = listed(document, THEIR_SECRETS);
  // Whatever it says, the agent is not secret_wallet's: only the environment asks for it.
  const entries = withDefaults(said, { ...THEIR_DEFAULTS, agent: false });
  return { source: "secretwallet", path, profile: null, entries };
}

function listed(item: Item, secrets: readonly string[]): Setting[] {
  return item.members()
    .filter(([name]) => !secrets.includes(name))
    .map(([name, { json }]) => ({ name, value: shown(json!), from: "configuration" }));
}

function withDefaults(
  said: Setting[],
  defaults: Readonly<Record<string, Setting["value"]>>,
): Setting[] {
  const names = new Set(said.map(({ name }) => name));
  const missing = Object.entries(defaults).filter(([name]) => !names.has(name));
  return [
    ...said,
    ...missing.map(([name, value]) => ({ name, value, from: "default" as const })),
  ];
}

function inEnvironment(setting: Setting, text: string): Setting {
  const value = setting.name === "agent" ? agentSaid(text) : null;
  return value === null ? setting : { ...setting, value, from: "environment" };
}

/** Objects, lists and numbers that JavaScript would change come as text. */
function shown(json: Json): string | number | boolean | null {
  if (json instanceof JsonString) return json.text();
  if (json === null || typeof json === "boolean") return json;
  const text = indentedJson(json);
  const number = Number(text);
  return Number.isFinite(number) && `${number}` === text ? number : text;
}
