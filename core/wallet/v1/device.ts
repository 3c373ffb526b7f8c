/**
 * Device keys (docs/format_v1.md, section 7.2): what a password slot needs beside the
 * password, so that the store alone is not enough to guess it.
 *
 * @module
 */

import type { RandomSource } from "../../crypto/random.ts";
import { UsageError } from "../../errors.ts";
import { type Device, DEVICE_KEY_LENGTH } from "./header.ts";
import {
  DEFAULT_KDF,
  NEW_SALT_LENGTH,
  type PasswordKdf,
  stretchPassword,
} from "./password_kdf.ts";

/** What a slot says of its device key, with the key. The caller owns and wipes the key. */
export interface DeviceWithKey {
  /** What the slot says of it. */
  readonly device: Device;
  /** 32 bytes, or none. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** No device key: the password alone opens the slot. */
export function noDevice(): DeviceWithKey {
  return { device: { kind: "none" }, key: new Uint8Array() };
}

/** A new random key, to keep on the device and on a recovery sheet. */
export function randomDevice(random: RandomSource): DeviceWithKey {
  return { device: { kind: "random" }, key: random(DEVICE_KEY_LENGTH) };
}

/**
 * A key from a device password with a new salt.
 *
 * @throws {UsageError} if the password is empty or not well-formed text
 */
export async function passwordDevice(
  password: string,
  { kdf = DEFAULT_KDF, random }: { kdf?: PasswordKdf; random: RandomSource },
): Promise<DeviceWithKey> {
  if (password === "") {
    throw new UsageError("the device password is empty", {
      hint: "to do without one, choose no device key",
    });
  }
  const device: Device = { kind: "password", kdf, salt: random(NEW_SALT_LENGTH) };
  return { device, key: await stretchPassword(password, device) };
}
