/**
 * Changing settings, as `conf` does, in whichever configuration is in use.
 *
 * @module
 */

import { notConfigured } from "./chosen_store.ts";
import { findConfiguration } from "./configuration.ts";
import { editProfile } from "./edit_config.ts";
import { updateFile } from "./file.ts";
import {
  asProfileChanges,
  asSecretwalletChanges,
  notTheirs,
  type SettingChanges,
} from "./mapped_changes.ts";
import { findPlaces } from "./places.ts";
import type { DeviceKeys } from "./profile.ts";
import { changedSecretwallet, type SecretwalletChanges } from "./secretwallet.ts";
import { type SettingSources, type Source, wantedProfile } from "./settings.ts";

/** What was changed. */
export interface Changed {
  readonly source: Exclude<Source, "store only">;
  readonly path: string;
  /** The name of the profile, if it is our configuration. */
  readonly profile: string | null;
}

/**
 * Makes the changes. Nothing is written if one of them is not possible.
 *
 * @throws {UsageError} if a value is not possible, or there is no configuration
 * @throws {DamagedError | RefusedError} if a configuration has a mistake, or is of
 * another version
 * @throws {PermissionError | UnavailableError | LockedError} if it cannot be written
 */
export async function changeSettings(
  { env, options = {}, os, changes }: SettingSources & {
    readonly changes: SettingChanges;
  },
): Promise<Changed> {
  const places = findPlaces(env, os);
  const found = await findConfiguration(places, {
    profile: wantedProfile(env, options),
    theirs: changes.storageType !== undefined,
    lenient: false,
  });
  const { ours, selected, theirs } = found;
  if (selected !== null) {
    const { path } = ours!;
    const { name } = selected;
    await editProfile(path, {
      name,
      profile: "old",
      change: (profile) => asProfileChanges(changes, { profile, found, places }),
    });
    return { source: "coffer", path, profile: name };
  }
  if (theirs === null) throw notConfigured();
  const { path } = theirs;
  await changeSecretwallet(path, asSecretwalletChanges(changes));
  return { source: "secretwallet", path, profile: null };
}

/**
 * Stores other device keys: what a wallet needs from now on. One that secret_wallet's
 * configuration has stays there, so that there is one place to change.
 *
 * @throws {UsageError} if there is no configuration, or none that can hold such a key
 * @throws as `changeSettings`
 */
export async function changeDeviceKeys(
  { env, options = {}, os, v0, v1 }: SettingSources & {
    /** For wallets in secret_wallet's format. */
    readonly v0?: string | undefined;
    /** For wallets in Coffer's own; `null` if it needs none any more. */
    readonly v1?: DeviceKeys["v1"] | undefined;
  },
): Promise<void> {
  const { ours, selected, theirs } = await findConfiguration(findPlaces(env, os), {
    profile: wantedProfile(env, options),
    theirs: false,
    lenient: false,
  });
  if (selected === null) {
    if (theirs === null) throw notConfigured();
    if (v1 !== undefined) throw notTheirs("a device key of this kind");
  }
  const isTheirs = theirs !== null && (selected === null || theirs.config.key !== null);
  if (isTheirs && v0 !== undefined) await changeSecretwallet(theirs.path, { key: v0 });
  const deviceKeys = {
    ...(v0 !== undefined && !isTheirs && { v0 }),
    ...(v1 !== undefined && { v1 }),
  };
  if (selected === null || Object.keys(deviceKeys).length === 0) return;
  const { name } = selected;
  await editProfile(ours!.path, {
    name,
    profile: "old",
    change: () => ({ deviceKeys }),
  });
}

/** The mode is narrowed to 0600, which secret_wallet itself does not mind. */
async function changeSecretwallet(
  path: string,
  changes: SecretwalletChanges,
): Promise<void> {
  await updateFile(path, (bytes) => {
    if (bytes === null) throw notConfigured();
    return changedSecretwallet(bytes, { file: path, changes });
  });
}
