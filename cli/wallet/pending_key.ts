/**
 * The device key of a wallet that is being made or changed, kept beside the configuration
 * until the profile has it, so that a run that was stopped can go on.
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../../core/base64url.ts";
import { utf8 } from "../../core/bytes.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { placeMark } from "../../core/wallet/copy/content.ts";
import type { Call } from "../command.ts";
import { makeOwnFolder, readIfThere, updateState } from "../config/file.ts";
import { findPlaces, requirePlace } from "../config/places.ts";

const LENGTH = 32;

/** Where the device key of the wallet in `store` is kept while `what` is done. */
export function pendingPath(call: Call, store: string, what: "init" | "device"): string {
  const { config } = findPlaces((name) => call.io.env(name));
  const mark = placeMark({ domain: store, access: "" });
  return `${requirePlace(config, "the configuration")}.${what}-${mark}`;
}

/** The key in the file at `path`, or `null`. */
export async function pendingKey(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const found = await readIfThere(path);
  return found === null ? null : fromBase64Url(new TextDecoder().decode(found));
}

/** The key of a run that was stopped, or a new one, which is in the file by then. */
export async function keptKey(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const found = await pendingKey(path);
  if (found !== null) return found;
  const key = systemRandom(LENGTH);
  await keepKey(path, key);
  return key;
}

/** Puts a key into the file, in place of one that may be there. */
export async function keepKey(path: string, key: Uint8Array): Promise<void> {
  await makeOwnFolder(path);
  await updateState(path, () => utf8(toBase64Url(key)));
}

/** Removes the file; the profile has the key. */
export async function dropPending(path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
}
