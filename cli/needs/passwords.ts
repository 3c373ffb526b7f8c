/**
 * What finding passwords takes: the files and variables that would be looked at.
 *
 * @module
 */

import type { Call, Command } from "../command.ts";
import { TOKEN } from "../environment.ts";
import { CURRENT, type Kind, KINDS } from "../password_kinds.ts";
import type { Grants } from "./grants.ts";

/** Adds what the sources of every password need that `command` may ask for. */
export function passwordGrants(
  call: Call,
  { command, grants, takesToken }: {
    command: Command;
    grants: Grants;
    /** Whether a token may stand in for the password. */
    takesToken: boolean;
  },
): void {
  const flags = new Set(command.options.map(({ flags }) => flags));
  for (const kind of KINDS) {
    if (!flags.has(`--${kind.title.toLowerCase().replaceAll(" ", "-")}-stdin`)) continue;
    const isFound = sourceOf(call, kind, grants);
    if (!isFound && kind === CURRENT && takesToken) grants.variable(TOKEN);
  }
}

/** Adds the sources up to the first that is there, and tells whether one is. */
function sourceOf(call: Call, { options, variables }: Kind, grants: Grants) {
  const descriptor = call.number(options.fd);
  const path = call.text(options.file);
  if (descriptor !== undefined && descriptor !== 0) grants.read(`/dev/fd/${descriptor}`);
  grants.read(path);
  if (call.flag(options.stdin) || (descriptor ?? path) !== undefined) return true;
  grants.variable(variables.file);
  const file = call.io.env(variables.file);
  grants.read(file);
  if (file !== undefined) return true;
  grants.variable(variables.value);
  return call.io.isSet(variables.value);
}
