/**
 * Which stores a call opens.
 *
 * @module
 */

import type { Call, Command } from "../command.ts";
import { STASH_FILE, STORE_FLAGS } from "../shared_options.ts";

/** How the stash is named where a wallet may be opened beside it. */
const STASH_FLAGS = "-f, --stash <FILE>";

/** Which of the stores that its options name a call opens. */
export function openedBy(command: Command, call: Call): ReadonlySet<"stash" | "wallet"> {
  const flags = new Set(command.options.map(({ flags }) => flags));
  const all = [
    ...(flags.has(STASH_FILE.flags) || flags.has(STASH_FLAGS) ? ["stash"] as const : []),
    ...(flags.has(STORE_FLAGS) ? ["wallet"] as const : []),
  ];
  return new Set(command.opens?.(call) ?? all);
}
