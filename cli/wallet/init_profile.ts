/**
 * The part of a set-up that writes the configuration.
 *
 * @module
 */

import type { Call } from "../command.ts";
import { editProfile } from "../config/edit_config.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import type { Plan } from "./init_plan.ts";

/** Adds a profile with the device key; an empty key is none. Overwrites nothing. */
export async function writeProfile(
  call: Call,
  { profile: name, store }: Plan,
  deviceKey: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { config } = findPlaces((name) => call.io.env(name));
  const v1 = deviceKey.length === 0 ? null : deviceKey;
  await editProfile(requirePlace(config, "the configuration"), {
    name,
    profile: "new",
    change: () => ({ store, ...(v1 !== null && { deviceKeys: { v1 } }) }),
  });
}

/** The same, and makes it the profile that is used if none is named. */
export async function makeDefaultProfile(
  call: Call,
  { profile, store, deviceKey }: {
    profile: string;
    store: string;
    deviceKey: Uint8Array<ArrayBuffer>;
  },
): Promise<void> {
  const { config } = findPlaces((name) => call.io.env(name));
  await editProfile(requirePlace(config, "the configuration"), {
    name: profile,
    profile: "new",
    makeDefault: true,
    change: () => ({ store, deviceKeys: { v1: deviceKey } }),
  });
}
