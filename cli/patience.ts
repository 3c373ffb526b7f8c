/**
 * How long a call waits: for other writers, and for a store that does not answer.
 *
 * @module
 */

import type { StoreOptions } from "../backends/mod.ts";
import type { Call } from "./command.ts";

const MS_PER_SECOND = 1000;
/** The longest that a timer takes; more would be nothing at all. */
const LONGEST = 2 ** 31 - 1;

/** What `--lock-timeout` and `--timeout` say. */
export function patience(call: Call): StoreOptions {
  const lockTimeout = milliseconds(call.number("lockTimeout"));
  const timeout = milliseconds(call.number("timeout"));
  return {
    ...(lockTimeout !== undefined && { lockTimeout }),
    ...(timeout !== undefined && { timeout }),
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.min(seconds * MS_PER_SECOND, LONGEST);
}
