/**
 * A value on the clipboard for a while.
 *
 * @module
 */

import { systemRandom } from "../core/crypto/random.ts";
import { copy, paste } from "./clipboard.ts";
import { type Helper, startHelper } from "./clipboard_helper.ts";
import { lapse, markOf } from "./clipboard_lapse.ts";
import { type Clip, needsHelper } from "./clipboard_option.ts";
import type { Call } from "./command.ts";
import type { Io } from "./io.ts";

const KEY_LENGTH = 32;

/**
 * Puts what `read` gives on the clipboard for the time that `clip` says. What could keep
 * it there for ever is found before anything is read.
 *
 * @throws {PermissionError} if a program that it takes may not be started
 * @throws {UnavailableError} if there is none, or it fails
 */
export async function copyForAWhile(
  call: Call,
  clip: Clip,
  read: () => Promise<Uint8Array>,
): Promise<void> {
  const { io, out } = call;
  const { seconds } = clip;
  if (needsHelper(clip)) {
    await using helper = startHelper(io, seconds);
    const value = await read();
    await taken(io, helper, value);
    await copy(io, value);
    return await out.note(`copied; cleared in ${seconds} s`);
  }
  if (seconds === 0) {
    await copy(io, await read());
    return await out.note("copied");
  }
  paste(io);
  const value = await read();
  const mark = markOf(value, systemRandom(KEY_LENGTH));
  // Begun before the value is there: a signal may come at any time.
  const lapsed = lapse(io, mark, seconds);
  const copied = copy(io, value)
    .then(() => out.note(`copied; cleared in ${seconds} s, or at Ctrl-C`));
  await Promise.all([copied, lapsed]);
}

/** A helper that cannot do it may only want for what is missing here, too. */
async function taken(io: Io, helper: Helper, value: Uint8Array): Promise<void> {
  try {
    await helper.take(value);
  } catch (error) {
    paste(io);
    throw error;
  }
}
