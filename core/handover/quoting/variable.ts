/**
 * What every format writes: names with values.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import { quote } from "../../stash/key.ts";
import { shortened } from "../../shown_path.ts";

/** A name and its value, which holds no NUL. */
export interface Variable {
  /** What it is called. */
  name: string;
  /** Its value. */
  value: string;
}

/** What every shell takes for a name (XBD, section 3.216). */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Makes sure that a name is one that every shell takes, so that nothing in it can be
 * anything else.
 *
 * @throws {UsageError} if it is not
 */
export function assertName(name: string): void {
  if (NAME.test(name)) return;
  throw new UsageError(`${shortened(quote(name))} is no name for a variable`, {
    hint: "names have letters, digits and _, and do not begin with a digit",
  });
}
