/**
 * Variables that are to be set: by `NAME=REFERENCE`, and by files of variables.
 *
 * @module
 */

import { RefusedError, UsageError } from "../../core/errors.ts";
import { assertName } from "../../core/handover/quoting/variable.ts";
import {
  looksLikeReference,
  parseReference,
  type Reference,
} from "../../core/handover/reference.ts";
import { isSteering } from "../../core/handover/steering.ts";
import { shownPath } from "../../core/shown_path.ts";
import { parseDotenv } from "../../exchange/wallet/dotenv.ts";
import type { Call } from "../command.ts";
import { readTextFile } from "./text_file.ts";

/** A variable and what it is to hold: a secret, or just a text. */
export interface Assignment {
  name: string;
  value: Reference | string;
}

/** A variable and the secret that it is to hold. */
export interface SecretAssignment extends Assignment {
  value: Reference;
}

/** What of Coffer's own no child gets to see. */
export const OWN_PREFIX = "COFFER_";

/**
 * Takes `NAME=REFERENCE` apart. What follows the name is never shown: it may be a secret
 * in the wrong place.
 *
 * @throws {UsageError} if it is something else
 */
export function parseAssignment(
  text: string,
  where: string,
): SecretAssignment {
  const at = text.indexOf("=");
  const right = text.slice(at + 1);
  if (at < 1 || !looksLikeReference(right)) {
    throw new UsageError(`${where} takes NAME=REFERENCE`, {
      hint: "as in TOKEN=coffer://ci/deploy or KEY=stash://tls/key",
    });
  }
  const name = text.slice(0, at);
  assertName(name);
  assertNotOurs(name);
  return { name, value: parseReference(right) };
}

/**
 * What the files of variables of a call say; of two that set the same, the last counts.
 *
 * @throws {UsageError} if one cannot be read
 * @throws {DamagedError} if one is no such file
 * @throws {RefusedError} if one sets what steers loaders and interpreters
 */
export async function fromEnvFiles(call: Call): Promise<Assignment[]> {
  const all = new Map<string, Assignment>();
  for (const path of call.texts("envFile")) {
    for (const each of await fromEnvFile(call, path)) all.set(each.name, each);
  }
  return [...all.values()];
}

async function fromEnvFile(call: Call, path: string): Promise<Assignment[]> {
  const text = await readTextFile(path, "the file of variables");
  const { records, skipped } = parseDotenv(text, { domain: "" });
  for (const { what, reason } of skipped) {
    await call.out.warn(`${shownPath(path)}: ${what} is left out: ${reason}`);
  }
  return records.map(({ access: name, pwd }) => {
    assertName(name);
    assertHarmless(name, shownPath(path));
    return { name, value: meant(pwd ?? "", `${name} in ${shownPath(path)}`) };
  });
}

/**
 * The references among variables that are set already.
 *
 * @throws {UsageError} if one looks like a reference and is none
 * @throws {RefusedError} if one steers loaders and interpreters
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string>>,
): Assignment[] {
  return Object.entries(environment).map(([name, text]) => {
    if (looksLikeReference(text)) assertHarmless(name, "the environment");
    return { name, value: meant(text, shownPath(name)) };
  });
}

/** A reference where the text is one; `where` is for messages. */
function meant(text: string, where: string): Reference | string {
  if (!looksLikeReference(text)) return text;
  try {
    return parseReference(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${where}: ${error.message}`, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}

function assertNotOurs(name: string): void {
  if (!name.toUpperCase().startsWith(OWN_PREFIX)) return;
  throw new RefusedError(`${shownPath(name)} is Coffer's own, and not handed on`, {
    hint: "give the variable another name",
  });
}

/** Who may write a file of variables may not decide by that what code a program runs. */
function assertHarmless(name: string, where: string): void {
  assertNotOurs(name);
  if (!isSteering(name)) return;
  throw new RefusedError(
    `${shownPath(name)} in ${where} would steer what the program loads or runs`,
    { hint: `if that is meant, name it: --env ${shownPath(name)}=REFERENCE` },
  );
}
