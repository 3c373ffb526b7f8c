/**
 * The device keys that are at hand while a wallet is opened.
 *
 * @module
 */

import { toHex, wipe } from "../../bytes.ts";
import { AuthenticationError, UsageError } from "../../errors.ts";
import { type Device, DEVICE_KEY_LENGTH } from "./header.ts";
import { kdfFields, stretchPassword } from "./password_kdf.ts";

/** What a person or a configuration knows of device keys. */
export interface DeviceSecrets {
  /** 32 bytes: as the configuration keeps it, or from a recovery sheet. */
  deviceKey?: Uint8Array | undefined;
  /** Goes before `deviceKey` where a slot has its device key from a password. */
  devicePassword?: string | undefined;
}

const NONE = new Uint8Array();

/** Device keys by slot; a password is stretched once for each salt, and when needed. */
export class DeviceKeys implements Disposable {
  readonly #secrets: DeviceSecrets;
  readonly #stretched = new Map<string, Uint8Array<ArrayBuffer>>();

  /**
   * Leaves what it is given to its caller.
   *
   * @throws {UsageError} if the key has not 32 bytes
   * @throws {AuthenticationError} if the password is empty
   */
  constructor(secrets: DeviceSecrets) {
    const { deviceKey, devicePassword } = secrets;
    if (deviceKey !== undefined && deviceKey.length !== DEVICE_KEY_LENGTH) {
      throw new UsageError(`a device key has ${DEVICE_KEY_LENGTH} bytes`);
    }
    if (devicePassword === "") {
      throw new AuthenticationError("the device password is empty");
    }
    this.#secrets = secrets;
  }

  /**
   * The key that a slot asks for, or `null` if it is not at hand. It stays ours.
   *
   * @throws {UsageError} if the device password is not well-formed text
   */
  async of(device: Device): Promise<Uint8Array | null> {
    if (device.kind === "none") return NONE;
    const { deviceKey, devicePassword } = this.#secrets;
    if (device.kind === "random" || devicePassword === undefined) {
      return deviceKey ?? null;
    }
    const name = JSON.stringify([...kdfFields(device.kdf), toHex(device.salt)]);
    const known = this.#stretched.get(name) ??
      await stretchPassword(devicePassword, device);
    this.#stretched.set(name, known);
    return known;
  }

  /** Whether there is no key to try for such a slot. */
  lacks(device: Device): boolean {
    const { deviceKey, devicePassword } = this.#secrets;
    if (device.kind === "none" || deviceKey !== undefined) return false;
    return device.kind === "random" || devicePassword === undefined;
  }

  /** Overwrites what was stretched. */
  [Symbol.dispose](): void {
    for (const key of this.#stretched.values()) wipe(key);
  }
}
