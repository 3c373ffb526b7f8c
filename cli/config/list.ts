/**
 * Listing settings, as `conf -l` does: what stands in the configuration in use.
 *
 * @module
 */

import { type Json, JsonString } from "../../core/json.ts";
import { notConfigured } from "./chosen_store.ts";
import { findConfiguration } from "./configuration.ts";
import type { Item } from "./item.ts";
import { indentedJson } from "./json_text.ts";
import { findPlaces } from "./places.ts";
import { DEVICE_KEY } from "./profile.ts";
import { type SettingSources, wantedProfile } from "./settings.ts";
import type { Changed } from "./change.ts";

/** What stands in a configuration, but for secrets. */
export interface Listing extends Changed {
  /** Names and values in the order of the file, also those that Coffer does not know. */
  readonly entries: readonly (readonly [string, string | number | boolean | null])[];
  /** Sentences for the user about what may go wrong. */
  readonly warnings: readonly string[];
}

/** What secret_wallet reads from its configuration and nobody else should. */
const THEIR_SECRETS = ["key", "session_connection_password", "memorable"];

/**
 * What the configuration in use says.
 *
 * @throws {UsageError} if there is none, or no such profile
 * @throws {DamagedError | RefusedError | PermissionError | UnavailableError} if it
 * cannot be read or understood
 */
export async function listSettings(
  { env, options = {}, os }: SettingSources,
): Promise<Listing> {
  const { ours, selected, theirs, warnings } = await findConfiguration(
    findPlaces(env, os),
    { profile: wantedProfile(env, options), theirs: false, lenient: false },
  );
  if (selected !== null) {
    const { path, config } = ours!;
    const item = config.document.member("profiles").member(selected.name);
    const entries = listed(item, [DEVICE_KEY]);
    return { source: "coffer", path, profile: selected.name, entries, warnings };
  }
  if (theirs === null) throw notConfigured();
  const { path, config: { document } } = theirs;
  const entries = listed(document, THEIR_SECRETS);
  return { source: "secretwallet", path, profile: null, entries, warnings };
}

function listed(item: Item, secrets: readonly string[]): Listing["entries"] {
  return item.members()
    .filter(([name]) => !secrets.includes(name))
    .map(([name, { json }]) => [name, shown(json!)]);
}

/** Objects, lists and numbers that JavaScript would change come as text. */
function shown(json: Json): string | number | boolean | null {
  if (json instanceof JsonString) return json.text();
  if (json === null || typeof json === "boolean") return json;
  const text = indentedJson(json);
  const number = Number(text);
  return Number.isFinite(number) && `${number}` === text ? number : text;
}
