/**
 * What Coffer itself was opened with: a child of the same user can read it where the
 * system shows it, and must not print it by accident.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import type { Call } from "../command.ts";
import { KINDS } from "../password_kinds.ts";
import { givenPasswords } from "../passwords.ts";

/** The secrets that Coffer was started with or has read, and what they are called. */
export async function ownSecrets(
  call: Call,
): Promise<{ what: string; value: Uint8Array }[]> {
  const names = KINDS.map(({ variables }) => variables.value);
  // What may not be looked at has not opened anything either.
  const started = names.filter((name) => call.io.isSet(name))
    .map((what) => ({ what, text: call.io.env(what) ?? "" }));
  const read = (await givenPasswords(call))
    .map((text) => ({ what: "a password or token of Coffer's own", text }));
  // Each once: what a variable holds is what was read, mostly.
  const byText = new Map([...read, ...started].map((each) => [each.text, each]));
  return [...byText.values()].filter(({ text }) => text !== "")
    .map(({ what, text }) => ({ what, value: utf8(text) }));
}
