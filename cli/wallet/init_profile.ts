/**
 * The part of a set-up that writes the configuration.
 *
 * @module
 */

import { ExistsError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import type { Call } from "../command.ts";
import { parseConfig, profileOfStore } from "../config/coffer_config.ts";
import { editProfile } from "../config/edit_config.ts";
import { makeOwnFolder, readIfThere } from "../config/file.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import { assertTrusted } from "../config/trust.ts";
import type { Plan } from "./init_plan.ts";

/**
 * Makes sure, before anything is made, that a profile can be added.
 *
 * @throws {ExistsError} if there is one of this name
 * @throws {RefusedError} if others may have written the configuration
 * @throws {PermissionError | UnavailableError} if the folder of the configuration cannot be made
 */
export async function assertProfileFree(call: Call, { profile }: Plan): Promise<void> {
  const { config } = findPlaces((name) => call.io.env(name));
  const path = requirePlace(config, "the configuration");
  assertTrusted(path);
  await makeOwnFolder(path);
  const bytes = await readIfThere(path);
  if (bytes === null || !parseConfig(bytes, path).profiles.has(profile)) return;
  throw new ExistsError(`there is a profile ${quote(profile)} already`, {
    hint: "choose another name with --profile; nothing was made",
  });
}

/** Whether a profile has the store. */
export async function isRemembered(call: Call, store: string): Promise<boolean> {
  const { config } = findPlaces((name) => call.io.env(name));
  const path = requirePlace(config, "the configuration");
  const bytes = await readIfThere(path);
  return bytes !== null && profileOfStore(parseConfig(bytes, path), store) !== null;
}

/** Adds a profile with the device key; an empty key is none. Overwrites nothing. */
export async function writeProfile(
  call: Call,
  { profile: name, store, agent }: Plan,
  deviceKey: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { config } = findPlaces((name) => call.io.env(name));
  const v1 = deviceKey.length === 0 ? null : deviceKey;
  await editProfile(requirePlace(config, "the configuration"), {
    name,
    profile: "new",
    change: () => ({
      store,
      ...(v1 !== null && { deviceKeys: { v1 } }),
      ...(agent !== undefined && { agent }),
    }),
  });
}

/** Adds a profile for a wallet in secret_wallet's format. */
export async function writeProfileV0(
  call: Call,
  { profile: name, store, agent }: Plan,
  v0: string,
): Promise<void> {
  const { config } = findPlaces((name) => call.io.env(name));
  await editProfile(requirePlace(config, "the configuration"), {
    name,
    profile: "new",
    change: () => ({
      store,
      deviceKeys: { v0 },
      ...(agent !== undefined && { agent }),
    }),
  });
}

/** The same as `writeProfile`, and makes it the profile that is used if none is named. */
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
