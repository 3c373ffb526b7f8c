/**
 * Rewriting our configuration with one profile changed.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { ExistsError, UsageError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { quote } from "../../core/stash/key.ts";
import { changeProfile, type ProfileChanges } from "./change_profile.ts";
import { parseConfig, VERSION } from "./coffer_config.ts";
import { makeOwnFolder, updateFile } from "./file.ts";
import { indentedJson, jsonOf } from "./json_text.ts";
import { EMPTY_PROFILE, type Profile } from "./profile.ts";
import { assertTrusted } from "./trust.ts";
import { checkedProfileName } from "./values.ts";

/** What to do with one profile. */
export interface ProfileEdit {
  readonly name: string;
  /** Whether the profile must be there, must not be there, or may be. */
  readonly profile: "old" | "new" | "either";
  /** Makes it the profile that is used if none is named. */
  readonly makeDefault?: boolean;
  /** What to change, given what it is now; asked again if somebody else is quicker. */
  change(profile: Profile): ProfileChanges;
}

/**
 * Changes one profile in the file at `path`, which is made if there is none, with its
 * folder. The first profile becomes the default.
 *
 * @throws {ExistsError} if the profile must be new and is not
 * @throws {UsageError} if it must be old and is not, or if a value is not possible
 * @throws {RefusedError} if others may have written it
 * @throws {DamagedError | RefusedError} as `parseConfig`
 * @throws {PermissionError | UnavailableError | LockedError} if it cannot be written
 */
export async function editProfile(path: string, edit: ProfileEdit): Promise<void> {
  // Before its folder is closed: whatever was written by others would pass for ours then.
  assertTrusted(path);
  await makeOwnFolder(path);
  await updateFile(path, (bytes) => edited(bytes, path, edit));
}

function edited(
  bytes: Uint8Array | null,
  path: string,
  { name, profile, makeDefault, change }: ProfileEdit,
): Uint8Array {
  const config = bytes === null ? null : parseConfig(bytes, path);
  const root = config?.document.object() ?? newDocument();
  if (!root.has("default") || makeDefault) root.set("default", jsonOf(name));
  const profiles = objectIn(root, "profiles");
  if (profile === "new" && profiles.has(name)) throw taken(name, path);
  if (profile === "old" && !profiles.has(name)) {
    throw new UsageError(`there is no profile ${quote(name)} in ${path}`, {
      hint: "`coffer init` makes one",
    });
  }
  const changes = change(config?.profiles.get(name) ?? EMPTY_PROFILE);
  changeProfile(objectIn(profiles, checkedProfileName(name)), changes);
  return utf8(`${indentedJson(root)}\n`);
}

function newDocument(): JsonObject {
  return new Map<string, Json>([["coffer", jsonOf(VERSION)]]);
}

function taken(name: string, path: string): ExistsError {
  return new ExistsError(`${path} has a profile ${quote(name)} already`, {
    hint: "choose another name with --profile",
  });
}

/** The object `name` of `parent`, made if it is not there. */
function objectIn(parent: JsonObject, name: string): JsonObject {
  const old = parent.get(name);
  const object: JsonObject = old instanceof Map ? old : new Map();
  parent.set(name, object);
  return object;
}
