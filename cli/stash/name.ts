/**
 * Which stash a call means.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import type { Call } from "../command.ts";
import { assertLetLook } from "../denied.ts";
import { STASH } from "../environment.ts";

/**
 * The name of the stash: `-f`, else the environment.
 *
 * @throws {UsageError} if neither is there
 */
export function stashName(call: Call): string {
  const name = call.text("stash") ?? call.text("file") ?? call.io.env(STASH);
  if (name !== undefined && name !== "") return name;
  assertLetLook("the name of the stash", [STASH]);
  throw new UsageError("which stash? none was named", {
    hint: `name it with -f FILE, or set ${STASH} (and let Deno read it)`,
  });
}
