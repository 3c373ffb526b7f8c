/**
 * What to say to words that are no command's.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import { quote } from "../core/stash/key.ts";
import { ENTRIES } from "./commands.ts";
import { similarTo } from "./parser.ts";

/** Names similar commands, also one of a group whose first word was forgotten. */
export function unknownCommand(words: string[]): UsageError {
  const typed = words.at(-1)!;
  const candidates = namesBelow(words.slice(0, -1));
  const similar = candidates.has(typed)
    ? typed
    : similarTo(typed, [...candidates.keys()]);
  return new UsageError(`there is no command ${quote(words.join(" "))}`, {
    hint: candidates.has(similar)
      ? `did you mean \`coffer ${candidates.get(similar)}\`?`
      : "`coffer help` lists the commands",
  });
}

/** Every word that may follow `known`, at once or later, with the shortest way to it. */
function namesBelow(known: string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of ENTRIES) {
    const all = entry.words.split(" ");
    if (known.some((word, at) => all[at] !== word)) continue;
    for (let at = known.length; at < all.length; at++) {
      const shortest = names.get(all[at]!)?.split(" ").length ?? Infinity;
      if (at + 1 < shortest) names.set(all[at]!, all.slice(0, at + 1).join(" "));
    }
  }
  return names;
}
