/**
 * Keys in messages: short, however many and however long they are.
 *
 * @module
 */

import { shortened } from "../core/shown_path.ts";
import { formatKey, type Key } from "../core/stash/key.ts";

const MAX_TEXTS = 3;
const MAX_CHARACTERS = 60;

/** A key, its middle left out where it is very long. */
export function shown(key: Key): string {
  return shortened(formatKey(key), MAX_CHARACTERS);
}

/** The first few of a list, and how many there are beside them. */
export function firstFew(texts: readonly string[]): string {
  const more = texts.length - MAX_TEXTS;
  return texts.slice(0, MAX_TEXTS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
