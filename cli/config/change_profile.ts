/**
 * Changes to a profile in our configuration.
 *
 * @module
 */

import { toBase64Url } from "../../core/base64url.ts";
import { UsageError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { DEVICE_KEY_LENGTH } from "../../core/wallet/v1/header.ts";
import { jsonOf } from "./json_text.ts";
import { DEVICE_KEY, type DeviceKeys, type Profile } from "./profile.ts";
import { checkedStore } from "./store_url.ts";
import {
  checkedAwsProfile,
  checkedLifetime,
  checkedLogLevel,
  checkedTimeout,
} from "./values.ts";

/** What to change of a profile: `null` takes away, what is not named stays. */
export type ProfileChanges =
  & Partial<Omit<Profile, "deviceKeys">>
  & { readonly deviceKeys?: Partial<DeviceKeys> };

type Checks = {
  [Name in keyof Omit<Profile, "deviceKeys">]: (
    value: NonNullable<Profile[Name]>,
  ) => unknown;
};

/** What is stored for a value, or an error; the order is that of new members. */
const CHECKS: Checks = {
  store: (url) => checkedStore(url),
  awsProfile: checkedAwsProfile,
  sessionTimeout: checkedTimeout,
  sessionLifetime: checkedLifetime,
  agent: (on) => on,
  logLevel: checkedLogLevel,
};

/**
 * Makes `changes` to the object that a profile was read from. Members that Coffer does
 * not know stay as they are.
 *
 * @throws {UsageError} if something may not stand in a profile
 */
export function changeProfile(object: JsonObject, changes: ProfileChanges): void {
  const checks = Object.entries(CHECKS) as [keyof Checks, (value: unknown) => unknown][];
  for (const [name, check] of checks) {
    const value = changes[name];
    if (value === undefined) continue;
    setMember(object, name, value === null ? null : check(value));
  }
  if (changes.deviceKeys !== undefined) changeDeviceKeys(object, changes.deviceKeys);
}

function changeDeviceKeys(object: JsonObject, { v0, v1 }: Partial<DeviceKeys>): void {
  const old = object.get(DEVICE_KEY);
  const keys: JsonObject = old instanceof Map ? old : new Map();
  if (v0 !== undefined) setMember(keys, "v0", v0 === null ? null : wellFormed(v0));
  if (v1 !== undefined) setMember(keys, "v1", v1 === null ? null : deviceKeyText(v1));
  if (keys.size > 0) object.set(DEVICE_KEY, keys);
  else object.delete(DEVICE_KEY);
}

function wellFormed(key: string): string {
  if (key.isWellFormed()) return key;
  throw new UsageError("the device key is not well-formed Unicode text");
}

function deviceKeyText(key: Uint8Array): string {
  if (key.length === DEVICE_KEY_LENGTH) return toBase64Url(key);
  throw new UsageError(`a device key has ${DEVICE_KEY_LENGTH} bytes, not ${key.length}`);
}

function setMember(object: JsonObject, name: string, value: unknown): void {
  if (value === null) object.delete(name);
  else object.set(name, jsonOf(value));
}
