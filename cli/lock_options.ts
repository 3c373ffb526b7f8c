/**
 * How long a call waits for other writers.
 *
 * @module
 */

import type { StoreOptions } from "../backends/mod.ts";
import type { Call } from "./command.ts";

const MS_PER_SECOND = 1000;
/** The longest that a timer takes; more would be nothing at all. */
const LONGEST = 2 ** 31 - 1;

/** What `--lock-timeout` says. */
export function lockOptions(call: Call): StoreOptions {
  const seconds = call.number("lockTimeout");
  if (seconds === undefined) return {};
  return { lockTimeout: Math.min(seconds * MS_PER_SECOND, LONGEST) };
}
