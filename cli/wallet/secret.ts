/**
 * What opens a wallet of Coffer's own: a password, or a CI token.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import type { Secret } from "../../core/wallet/v1/unlock.ts";
import type { Call } from "../command.ts";
import { CURRENT, isNamed, TOKEN } from "../password_kinds.ts";
import { currentPassword, fromSources, passwordIfGiven } from "../passwords.ts";

/**
 * What is given, a token by an option first; else the password is asked for.
 *
 * @throws {UsageError} if sources contradict each other
 * @throws {RefusedError} if there is no source and nobody may be asked
 */
export async function secretOf(call: Call, what: string): Promise<Secret> {
  const named = await tokenIfGiven(call);
  if (named !== null) return { token: named };
  const password = await passwordIfGiven(call);
  if (password !== null) return { password };
  const token = await tokenIfGiven(call, { after: true });
  if (token !== null) return { token };
  return { password: await currentPassword(call, what) };
}

/**
 * The token, if a source for it is named that goes before those of the password, or, with
 * `after`, one that comes after them; nobody is asked.
 */
async function tokenIfGiven(
  call: Call,
  { after = false } = {},
): Promise<string | null> {
  if (isNamed(call, TOKEN) === after) return null;
  assertOneSecret(call);
  // CI systems set to nothing what they have nothing for.
  const isSet = Object.values(TOKEN.variables).some((name) => call.io.env(name));
  return after && !isSet ? null : await fromSources(call, TOKEN);
}

function assertOneSecret(call: Call): void {
  const { file, value } = TOKEN.variables;
  if (isNamed(call, TOKEN)) {
    if (!isNamed(call, CURRENT)) return;
    throw new UsageError("a password and a token are named, and one of them opens", {
      hint: "where a stash is opened, too, --stash-password-file is for that",
    });
  }
  if (!call.io.env(file) || !call.io.env(value)) return;
  throw new UsageError(`both ${file} and ${value} are set`, {
    hint: `unset ${value}: a file keeps the token out of the environment`,
  });
}
