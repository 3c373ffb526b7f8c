/**
 * Our configuration, `config.json`: profiles and plug-ins.
 *
 * ```json
 * {
 *   "coffer": 1,
 *   "default": "main",
 *   "profiles": {
 *     "main": {
 *       "store": "file:/home/ann/.local/share/coffer/wallet.json",
 *       "deviceKey": { "v1": "43 characters of base64url" },
 *       "sessionTimeout": 60,
 *       "agent": true
 *     }
 *   },
 *   "plugins": {
 *     "s3": { "module": "/home/ann/s3.js", "net": ["s3.example.com:443"] }
 *   }
 * }
 * ```
 *
 * Members that Coffer does not know are kept when it is rewritten.
 *
 * @module
 */

import { RefusedError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import { type Item, readDocument } from "./item.ts";
import { type PluginConfig, readPlugins } from "./plugins.ts";
import { type Profile, readProfile } from "./profile.ts";

/** What the file says, and the file. */
export interface CofferConfig {
  /** The whole document, unknown members too. */
  readonly document: Item;
  /** The profile that is used if none is named. */
  readonly defaultProfile: string | null;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly plugins: ReadonlyMap<string, PluginConfig>;
}

/** The version of the file's form. */
export const VERSION = 1;

/**
 * Reads the whole file, which is at the path `file`.
 *
 * @throws {DamagedError} if it is not what it should be; it names the place
 * @throws {RefusedError} if it is of a later version
 */
export function parseConfig(bytes: Uint8Array, file: string): CofferConfig {
  const document = readDocument(bytes, { file, uniqueNames: true });
  checkVersion(document.member("coffer"), file);
  const profiles = document.member("profiles").optional((item) => item.members()) ?? [];
  return {
    document,
    defaultProfile: document.member("default").optional((item) => item.text()),
    profiles: new Map(profiles.map(([name, item]) => [name, readProfile(item)])),
    plugins: document.member("plugins").optional(readPlugins) ?? new Map(),
  };
}

function checkVersion(item: Item, file: string): void {
  if (item.json === undefined) throw item.mistaken(`the version, ${VERSION}, belongs`);
  const version = item.whole();
  if (version === VERSION) return;
  throw new RefusedError(`${file} has version ${version}, which is not known here`, {
    hint: "it was made for another Coffer, probably a newer one: update this one",
  });
}

/** A profile with its name. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** The name of the profile that has this store, by its absolute URL, or `null`. */
export function profileOfStore(
  { profiles }: CofferConfig,
  store: string | null | undefined,
): string | null {
  if (store === null || store === undefined) return null;
  const found = [...profiles].find(([, profile]) => profile.store === store);
  return found?.[0] ?? null;
}

/**
 * The profile called `name`, else the default, else the only one; `null` if none is
 * asked for and there is none.
 *
 * @throws {UsageError} if there is no such profile, or no way to tell which is meant
 */
export function selectProfile(
  config: CofferConfig,
  name: string | null,
): NamedProfile | null {
  const { defaultProfile, profiles } = config;
  const names = [...profiles.keys()];
  const wanted = name ?? defaultProfile ?? (names.length === 1 ? names[0]! : null);
  if (wanted === null && names.length === 0) return null;
  const hint = names.length === 0
    ? "`coffer init` makes one"
    : `there is ${names.map(quote).join(", ")}; choose with --profile`;
  if (wanted === null) {
    throw new UsageError("which profile? none is the default", { hint });
  }
  const profile = profiles.get(wanted);
  if (profile !== undefined) return { name: wanted, profile };
  throw new UsageError(`there is no profile ${quote(wanted)}`, { hint });
}
