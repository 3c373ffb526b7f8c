/**
 * A profile of our configuration: one wallet as this device uses it.
 *
 * @module
 */

import { fromBase64Url } from "../../core/base64url.ts";
import { DamagedError } from "../../core/errors.ts";
import { DEVICE_KEY_LENGTH } from "../../core/wallet/v1/header.ts";
import type { Item } from "./item.ts";
import { storeFault } from "./store_url.ts";
import { asLogLevel, LOG_LEVELS, type LogLevel, MAX_SECONDS } from "./values.ts";

/** What a device adds to the password, one for each format that it is used with. */
export interface DeviceKeys {
  /** For wallets in secret_wallet's format: the text in its configuration. A secret. */
  readonly v0: string | null;
  /** For wallets in Coffer's own format: 32 bytes. A secret. */
  readonly v1: Uint8Array<ArrayBuffer> | null;
}

/** A profile. What is `null` is not said, and a default holds. */
export interface Profile {
  /** The URL of the store. */
  readonly store: string | null;
  readonly deviceKeys: DeviceKeys;
  /** Whose credentials AWS is asked with. */
  readonly awsProfile: string | null;
  /** How long an unlocked key is kept unused, in seconds. */
  readonly sessionTimeout: number | null;
  /** How long it is kept at all, in seconds. */
  readonly sessionLifetime: number | null;
  /** Whether the agent keeps it. */
  readonly agent: boolean | null;
  readonly logLevel: LogLevel | null;
}

/** A profile of which nothing is said. */
export const EMPTY_PROFILE: Profile = {
  store: null,
  deviceKeys: { v0: null, v1: null },
  awsProfile: null,
  sessionTimeout: null,
  sessionLifetime: null,
  agent: null,
  logLevel: null,
};

/** The name of the member that holds secrets. */
export const DEVICE_KEY = "deviceKey";

/**
 * Reads a profile.
 *
 * @throws {DamagedError} if something in it is not what belongs there
 */
export function readProfile(item: Item): Profile {
  const keys = item.member(DEVICE_KEY);
  return {
    store: item.member("store").optional(storeIn),
    deviceKeys: keys.optional(deviceKeysIn) ?? EMPTY_PROFILE.deviceKeys,
    awsProfile: item.member("awsProfile").optional(nameIn),
    sessionTimeout: item.member("sessionTimeout").optional(secondsIn),
    sessionLifetime: item.member("sessionLifetime").optional(secondsIn),
    agent: item.member("agent").optional((item) => item.flag()),
    logLevel: item.member("logLevel").optional(logLevelIn),
  };
}

function storeIn(item: Item): string {
  const url = item.text();
  const fault = storeFault(url);
  if (fault !== null) throw item.mistaken(fault);
  return url;
}

function deviceKeysIn(item: Item): DeviceKeys {
  return {
    v0: item.member("v0").optional((item) => item.text()),
    v1: item.member("v1").optional(deviceKeyIn),
  };
}

function deviceKeyIn(item: Item): Uint8Array<ArrayBuffer> {
  try {
    const key = fromBase64Url(item.text());
    if (key.length === DEVICE_KEY_LENGTH) return key;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
  }
  throw item.mistaken("a device key (43 characters of base64url) belongs");
}

function nameIn(item: Item): string {
  const name = item.text();
  if (name === "") throw item.mistaken("a name belongs");
  return name;
}

function secondsIn(item: Item): number {
  const seconds = item.whole();
  if (seconds <= MAX_SECONDS) return seconds;
  throw item.mistaken(`a number of seconds up to ${MAX_SECONDS} belongs`);
}

function logLevelIn(item: Item): LogLevel {
  const level = asLogLevel(item.text());
  if (level !== null) return level;
  throw item.mistaken(`one of ${LOG_LEVELS.join(", ")} belongs`);
}
