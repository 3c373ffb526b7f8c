/**
 * How commands are listed: their words, one line on each, and where they live.
 *
 * @module
 */

import type { Command } from "./command.ts";

/** A row of the table. */
export interface Entry {
  /** The words that call it, such as `stash read`. */
  words: string;
  summary: string;
  load(): Promise<{ command: Command }>;
}

/** Commands under one headline. */
export interface Group {
  title: string;
  /** The first word of all its commands; empty for commands of one word. */
  word: string;
  entries: Entry[];
}
