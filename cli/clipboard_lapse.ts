/**
 * A value's time on the clipboard, and its end: by the clock or by a signal, and only if
 * the value is still there.
 *
 * @module
 */

import { hmacSha256, sameMac } from "../core/crypto/hmac.ts";
import { clear, paste } from "./clipboard.ts";
import type { Io } from "./io.ts";

const MS_PER_SECOND = 1000;
const LINE_FEED = 0x0a;

/** Knows a value again without having it: a key of its own, and the HMAC-SHA256. */
export interface Mark {
  key: Uint8Array;
  mac: Uint8Array;
}

/** Makes the mark of a value with a key that is used for nothing else. */
export function markOf(value: Uint8Array, key: Uint8Array): Mark {
  return { key, mac: hmacSha256(key, value) };
}

/** Whether this is the value of a mark; some tools print a newline that was not there. */
export function isMarked(content: Uint8Array, { key, mac }: Mark): boolean {
  if (sameMac(hmacSha256(key, content), mac)) return true;
  return content.at(-1) === LINE_FEED &&
    sameMac(hmacSha256(key, content.subarray(0, -1)), mac);
}

/**
 * Waits, then clears the clipboard if it still has what `mark` knows. A signal ends the
 * wait: better too early than never.
 *
 * @throws {PermissionError} if the clipboard's tool may not be started
 * @throws {UnavailableError} if it fails
 */
export async function lapse(io: Io, mark: Mark, seconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, seconds * MS_PER_SECOND);
  let cleared = false;
  const end = () => {
    clearTimeout(timer);
    if (!cleared) clearIfMarked(io, mark);
    cleared = true;
  };
  // The program ends right after this callback: nothing in it may wait.
  const interrupted = io.interrupted.then(end);
  await Promise.race([promise, interrupted]);
  end();
}

function clearIfMarked(io: Io, mark: Mark): void {
  const content = paste(io);
  if (content !== null && isMarked(content, mark)) clear(io);
}
