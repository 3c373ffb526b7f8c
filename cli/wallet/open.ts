/**
 * From a call to an open wallet: which store, which keys.
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { RefusedError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import type { Call, Option } from "../command.ts";
import { resolveSettings, type Settings } from "../config/settings.ts";
import { currentPassword, devicePasswordIfGiven } from "../passwords.ts";
import {
  DEVICE_PASSWORD_SOURCES,
  JSON_OUTPUT,
  LOCK_TIMEOUT,
  NO_INPUT,
  PASSWORD_SOURCES,
} from "../shared_options.ts";

const MS_PER_SECOND = 1000;

/** What every command on a wallet takes. */
export const OPEN_WALLET: Option[] = [
  { flags: "--store <URL>", help: "where the records are (default: $COFFER_STORE)" },
  { flags: "--profile <NAME>", help: "a profile of the configuration" },
  { flags: "--storage-type <TYPE>", help: "-st: aws_dynamo or local_sqlite" },
  ...PASSWORD_SOURCES,
  ...DEVICE_PASSWORD_SOURCES,
  NO_INPUT,
  JSON_OUTPUT,
];

/** What every command that changes a wallet takes. */
export const CHANGE_WALLET: Option[] = [...OPEN_WALLET, LOCK_TIMEOUT];

/** Flags of all commands on a wallet that commander cannot spell. */
export const WALLET_ALIASES: Readonly<Record<string, string>> = {
  "-st": "--storage-type",
  "--info_key": "--info-key",
  "--info_value": "--info-value",
  "-ik": "--info-key",
  "-iv": "--info-value",
};

/** A wallet and what it was opened from; disposing of the wallet closes the store. */
export interface OpenedCall {
  settings: Settings;
  store: RecordStore;
  wallet: Wallet;
}

/** The wallet that a call means; nothing is asked for before it is needed. */
export async function openCalledWallet(call: Call): Promise<Wallet> {
  return (await openCalledStore(call)).wallet;
}

/** The same with its store, for commands that move ciphertext. */
export async function openCalledStore(call: Call): Promise<OpenedCall> {
  const settings = await calledSettings(call);
  const seconds = call.number("lockTimeout");
  const store = await openRecordStore(
    settings.store,
    seconds === undefined ? {} : { lockTimeout: seconds * MS_PER_SECOND },
  );
  const secrets = {
    password: () => currentPassword(call, store.location),
    deviceKey: () => deviceKeyOf(call, settings),
  };
  const surroundings = { clock: systemClock, random: systemRandom };
  return { settings, store, wallet: openWalletV0(store, secrets, surroundings) };
}

/** The settings of a call; what may go wrong with them is said. */
export async function calledSettings(call: Call): Promise<Settings> {
  const settings = await resolveSettings({
    env: (name) => call.io.env(name),
    options: {
      store: call.text("store"),
      profile: call.text("profile"),
      storageType: call.text("storageType"),
    },
  });
  for (const warning of settings.warnings) await call.out.warn(warning);
  return settings;
}

/**
 * The device key of format v0: from the device password, where one is given, else from
 * the configuration.
 *
 * @throws {RefusedError} if there is neither
 */
export async function deviceKeyOf(call: Call, settings: Settings): Promise<string> {
  const password = await devicePasswordIfGiven(call);
  if (password !== null) return await deviceKeyV0(password);
  const { v0 } = settings.deviceKeys;
  if (v0 !== null) return v0;
  throw new RefusedError("this wallet needs a device key, and there is none", {
    hint: "give the device password by --device-password-file, or run `coffer init`",
  });
}
