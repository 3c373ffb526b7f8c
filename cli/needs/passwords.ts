/**
 * What finding passwords takes: the files and variables that would be looked at.
 *
 * @module
 */

import type { Call, Command } from "../command.ts";
import { CURRENT, isNamed, type Kind, KINDS, TOKEN } from "../password_kinds.ts";
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
  const asked = KINDS.filter(({ title }) =>
    flags.has(`--${title.toLowerCase().replaceAll(" ", "-")}-stdin`)
  );
  const found = new Set(
    asked.filter((kind) => kind !== TOKEN && sourceOf(call, kind, grants)),
  );
  if (!takesToken || found.has(CURRENT) && !isNamed(call, TOKEN)) return;
  if (!sourceOf(call, TOKEN, grants)) return;
  // Both variables are an error, which takes a look at the other.
  if (!isNamed(call, TOKEN)) grants.variable(TOKEN.variables.value);
}

/** Adds the sources up to the first that is there, and tells whether one is. */
function sourceOf(call: Call, { options, variables }: Kind, grants: Grants) {
  const descriptor = call.number(options.fd);
  const path = call.text(options.file);
  if (descriptor !== undefined && descriptor !== 0) grants.read(`/dev/fd/${descriptor}`);
  grants.read(path);
  if (call.flag(options.stdin) || (descriptor ?? path) !== undefined) return true;
  grants.variable(variables.file);
  const file = call.io.env(variables.file) || undefined;
  grants.read(file);
  if (file !== undefined) return true;
  grants.variable(variables.value);
  return call.io.isSet(variables.value);
}
