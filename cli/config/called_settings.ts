/**
 * The settings that a call on a wallet goes by: looked up once, whoever asks.
 *
 * @module
 */

import type { Call } from "../command.ts";
import { resolveSettings, type Settings } from "./settings.ts";

const known = new WeakMap<Call, Promise<Settings>>();

/** The settings of a call. @throws as `resolveSettings` */
export function settingsOf(call: Call): Promise<Settings> {
  const settings = known.get(call) ?? settingsFor(call, {
    store: call.text("store"),
    storageType: call.text("storageType"),
  });
  known.set(call, settings);
  return settings;
}

/** The settings of a call for another store than it names. @throws as `resolveSettings` */
export function settingsFor(
  call: Call,
  { store, storageType }: {
    store: string | undefined;
    storageType?: string | undefined;
  },
): Promise<Settings> {
  return resolveSettings({
    env: (name) => call.io.env(name),
    options: { store, storageType, profile: call.text("profile") },
  });
}
