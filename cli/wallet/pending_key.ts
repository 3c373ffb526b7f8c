/**
 * The device key of a wallet that is being made, kept beside the configuration until the
 * profile has it, so that a run that was stopped can go on.
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../../core/base64url.ts";
import { utf8 } from "../../core/bytes.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { makeOwnFolder, readIfThere, updateFile } from "../config/file.ts";

const LENGTH = 32;

/** The key in the file at `path`, or `null`. */
export async function pendingKey(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const found = await readIfThere(path);
  return found === null ? null : fromBase64Url(new TextDecoder().decode(found));
}

/** The key of a run that was stopped, or a new one, which is in the file by then. */
export async function keptKey(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const found = await pendingKey(path);
  if (found !== null) return found;
  await makeOwnFolder(path);
  const key = systemRandom(LENGTH);
  await updateFile(path, () => utf8(toBase64Url(key)));
  return key;
}

/** Removes the file; the profile has the key. */
export async function dropPending(path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
}
