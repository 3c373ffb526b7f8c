/**
 * Arguments that the commands of the stash share.
 *
 * @module
 */

import type { Argument } from "../command.ts";

/** A key that must be named. */
export const KEY: Argument = {
  name: "<key>",
  help: "names joined by /, as in mail/work",
};

/** A key that may be left out. */
export const OPTIONAL_KEY: Argument = {
  name: "[key]",
  help: "names joined by /; the whole stash if left out",
};

/** How keys are written, for the help of commands that take one. */
export const KEY_NOTE = `
In a key, \\/ and \\\\ are a literal slash and backslash, and \\[ at the start is a
literal bracket. A JSON array of strings works too: '["a","b/c"]'; '[]' is the root.`;
