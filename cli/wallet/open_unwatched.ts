/**
 * A store by its URL and the settings: one of our own, or a plug-in's.
 *
 * @module
 */

import { openPluginStore, openRecordStore } from "../../backends/mod.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Watch } from "../../core/wallet/v1/seen_store.ts";
import type { Call } from "../command.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import type { Settings } from "../config/settings.ts";
import { schemeOf } from "../needs/scheme.ts";
import { warnOfWriters } from "../modes.ts";
import { whoRunsThis } from "../who.ts";
import { patience } from "../patience.ts";

/** A store by its URL, and the settings that say what its scheme may be. */
export interface StorePlace {
  url: string;
  settings: Pick<Settings, "plugins">;
  /** What is compared with what this device has seen (default: all). */
  watch?: Watch;
  /** Whether it may be damaged: its backups are wanted. */
  damaged?: boolean;
}

/** Opens one, with the permissions that are there by now. */
export async function openUnwatched(call: Call, place: StorePlace): Promise<RecordStore> {
  const plugin = pluginAt(place);
  await warnOfWriters(call, place.url, ["--store", place.url]);
  if (plugin === undefined) {
    const damaged = place.damaged ?? false;
    return await openRecordStore(place.url, { ...patience(call), damaged });
  }
  const uid = whoRunsThis() ?? await ownerOfConfiguration(call);
  return await openPluginStore(place.url, plugin, uid === null ? {} : { uid });
}

/** Who we are, where the system may not be asked: a configuration of others' is refused. */
async function ownerOfConfiguration(call: Call): Promise<number | null> {
  const { config } = findPlaces((name) => call.io.env(name));
  return (await Deno.stat(requirePlace(config, "the configuration"))).uid;
}

/** The plug-in of its scheme, if it has one. */
export function pluginAt({ url, settings: { plugins } }: StorePlace) {
  return plugins.get(schemeOf(url));
}
