/**
 * Names for new profiles.
 *
 * @module
 */

import { parseConfig } from "./coffer_config.ts";
import { readIfThere } from "./file.ts";

const FIRST_PROFILE = "main";

/** The name that was given, else the first that no profile in `config` has. */
export async function chosenProfile(
  given: string | undefined,
  config: string | null,
): Promise<string> {
  if (given !== undefined) return given;
  const bytes = config === null ? null : await readIfThere(config);
  const taken = bytes === null ? new Map() : parseConfig(bytes, config!).profiles;
  let name = FIRST_PROFILE;
  for (let number = 2; taken.has(name); number++) name = `${FIRST_PROFILE}${number}`;
  return name;
}
