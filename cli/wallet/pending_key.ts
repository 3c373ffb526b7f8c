/**
 * The device key of a wallet that is being made or changed, kept beside the configuration
 * until the profile has it, so that a run that was stopped can go on.
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../../core/base64url.ts";
import { utf8 } from "../../core/bytes.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { DamagedError, RefusedError } from "../../core/errors.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { placeMark } from "../../core/wallet/copy/content.ts";
import { DEVICE_KEY_LENGTH } from "../../core/wallet/v1/header.ts";
import type { Call } from "../command.ts";
import { makeOwnFolder, readIfThere, updateState } from "../config/file.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import { whoRunsThis } from "../who.ts";

const OTHERS = 0o077;

/** Where the device key of the wallet in `store` is kept while `what` is done. */
export function pendingPath(call: Call, store: string, what: "init" | "device"): string {
  const { config } = findPlaces((name) => call.io.env(name));
  const mark = placeMark({ domain: store, access: "" });
  return `${requirePlace(config, "the configuration")}.${what}-${mark}`;
}

/**
 * The key in the file at `path`, or `null`.
 *
 * @throws {RefusedError} if others may have put it there
 * @throws {DamagedError} if it is none
 */
export async function pendingKey(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const info = await lookAt(path);
  if (info === null) return null;
  if (!isOwn(info)) {
    throw new RefusedError(
      `${shownPath(path)} is not used: others may have put it there`,
      { hint: "a command that was stopped keeps a key in it; if none was, remove it" },
    );
  }
  const found = await readIfThere(path);
  return found === null ? null : keyIn(found, path);
}

async function lookAt(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fromOsError(error, `cannot look at ${shownPath(path)}`);
  }
}

/** Whether nobody but this user can have written it: a file with one name, closed to others. */
function isOwn({ isFile, nlink, uid, mode }: Deno.FileInfo): boolean {
  const us = whoRunsThis();
  const isOurs = us === null || uid === null || uid === us;
  return isFile && isOurs && (nlink ?? 1) <= 1 && ((mode ?? 0) & OTHERS) === 0;
}

function keyIn(bytes: Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  try {
    const key = fromBase64Url(new TextDecoder().decode(bytes));
    if (key.length === DEVICE_KEY_LENGTH) return key;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
  }
  throw new DamagedError(`${shownPath(path)} holds no device key`, {
    hint: "a command that was stopped keeps one in it; if none was, remove it",
  });
}

/** The key of a run that was stopped, or a new one, which is in the file by then. */
export async function keptKey(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const found = await pendingKey(path);
  if (found !== null) return found;
  const key = systemRandom(DEVICE_KEY_LENGTH);
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
