/**
 * AWS profiles: looked for in both of their files, and written to the one with keys.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { DamagedError, ExistsError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { quote } from "../../core/stash/key.ts";
import { readIfThere, updateFile } from "../config/file.ts";
import { type Env, homeFolder, requirePlace } from "../config/places.ts";
import { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } from "../environment.ts";
import { sectionNames, withSection } from "./ini.ts";

/** What secret_wallet calls its profile. */
export const DEFAULT_PROFILE = "secret-wallet";

/** What a profile with keys of its own holds. */
export interface NewProfile {
  readonly name: string;
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

/** Whether there is a profile of that name. */
export async function hasProfile(env: Env, name: string): Promise<boolean> {
  const paths = [
    placeOf(env, AWS_SHARED_CREDENTIALS_FILE, "credentials"),
    placeOf(env, AWS_CONFIG_FILE, "config"),
  ];
  for (const path of paths) {
    const bytes = path === null ? null : await readIfThere(path);
    if (
      path !== null && bytes !== null && sectionNames(textOf(bytes, path)).includes(name)
    ) return true;
  }
  return false;
}

/**
 * Adds a profile to the file with keys, which nobody else may read then; all other
 * sections stay as they are. Gives the path.
 *
 * @throws {ExistsError} if there is one of that name
 * @throws {UsageError} if the file cannot hold a value
 */
export async function addProfile(env: Env, profile: NewProfile): Promise<string> {
  const place = placeOf(env, AWS_SHARED_CREDENTIALS_FILE, "credentials");
  const path = requirePlace(place, "the AWS profile");
  await makeFolder(path);
  await updateFile(path, (bytes) => {
    const text = bytes === null ? "" : textOf(bytes, path);
    if (sectionNames(text).includes(profile.name)) {
      throw new ExistsError(`there is an AWS profile ${quote(profile.name)} already`, {
        hint: "use it, or choose another name; nothing was changed",
      });
    }
    return utf8(withSection(
      text,
      profile.name,
      new Map([
        ["aws_access_key_id", profile.keyId],
        ["aws_secret_access_key", profile.secret],
        ["region", profile.region],
      ]),
    ));
  });
  return path;
}

/** Where a file of the AWS tools is: where a variable says, else in the user's folder. */
function placeOf(env: Env, variable: string, name: string): string | null {
  const home = homeFolder(env);
  return env(variable) || (home === null ? null : `${home}/.aws/${name}`);
}

async function makeFolder(path: string): Promise<void> {
  const folder = path.replace(/[\\/][^\\/]*$/, "");
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromOsError(error, `cannot make the folder ${folder}`);
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DamagedError(`${path} is not UTF-8 text`, { cause });
  }
}
