/**
 * The keys of format v0 (docs/format.md): a device key, which stands in the
 * configuration of each device, and with it as salt the field key, which comes from
 * the memorable password and seals every field.
 *
 * @module
 */

import { utf8, wipe } from "../bytes.ts";
import { FernetKey, KEY_LENGTH } from "../crypto/fernet.ts";
import { encodeBase64Url } from "../crypto/fernet_base64.ts";
import { pbkdf2 } from "../crypto/kdf.ts";
import { latin1Bytes } from "../latin1.ts";

/** The salt of every device key, fixed by secret_wallet: the first line of Dante's Inferno. */
const DEVICE_SALT = utf8("Nel mezzo del cammin di nostra vita");
const ITERATIONS = 100_000;

/**
 * The device key of a device password, as `secretwallet.json` holds it: 44 characters
 * of padded base64url. The password may be empty.
 *
 * @throws {UsageError} if the password has characters outside Latin-1
 */
export async function deviceKeyV0(password: string): Promise<string> {
  const key = await derive(latin1Bytes(password, "the device password"), DEVICE_SALT);
  const text = encodeBase64Url(key);
  wipe(key);
  return text;
}

/**
 * The 32 bytes of the field key, in a new array that the caller owns and wipes: for
 * handing them on, as to the agent. `fieldKeyV0` makes them ready for use.
 *
 * `deviceKey` is salt as it is written, not decoded: secret_wallet takes any text there.
 *
 * @throws {UsageError} if one of the two has characters outside Latin-1
 */
export function fieldKeyBytesV0(
  memorable: string,
  deviceKey: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const salt = latin1Bytes(deviceKey, "the device key");
  return derive(latin1Bytes(memorable, "the memorable password"), salt);
}

/**
 * The field key, ready for every field of the wallet: derive it once for each run (it
 * takes tens of milliseconds), and wipe it at the end.
 *
 * @throws {UsageError} if one of the two has characters outside Latin-1
 */
export async function fieldKeyV0(
  memorable: string,
  deviceKey: string,
): Promise<FernetKey> {
  const bytes = await fieldKeyBytesV0(memorable, deviceKey);
  const key = new FernetKey(bytes);
  wipe(bytes);
  return key;
}

/** Wipes the password when done. */
async function derive(
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await pbkdf2(password, {
      hash: "sha256",
      salt,
      iterations: ITERATIONS,
      length: KEY_LENGTH,
    });
  } finally {
    wipe(password);
  }
}
