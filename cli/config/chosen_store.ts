/**
 * Which store a call means: the one it names, else the one that is configured.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { STORE } from "../environment.ts";
import type { Found } from "./configuration.ts";
import { assertMayLookForHome, type Env, type Places, requirePlace } from "./places.ts";
import { SECRETWALLET_DEFAULTS } from "./secretwallet.ts";
import { dynamodbUrl, fileUrl, sqliteUrl } from "./store_url.ts";
import { checkedStorageType, type StorageType } from "./values.ts";

/** A store that was named instead of the configured one. */
export type NamedStore = { readonly url: string } | { readonly type: StorageType };

/**
 * The store that a call names: by `--store`, by `-st`, else by the environment.
 *
 * @throws {UsageError} if it is named by both options, or by a text that cannot be
 */
export function namedStore(
  env: Env,
  { store, storageType }: {
    readonly store?: string | undefined;
    readonly storageType?: string | undefined;
  },
): NamedStore | null {
  if (store !== undefined && storageType !== undefined) {
    throw new UsageError("the store is named both by --store and by -st");
  }
  if (storageType !== undefined) return { type: checkedStorageType(storageType) };
  const url = store ?? (env(STORE) || undefined);
  if (url === "") throw new UsageError("the name of the store is empty");
  return url === undefined ? null : { url };
}

/** What a store that is not named by its URL depends on. */
export interface Surroundings {
  readonly found: Found;
  readonly places: Places;
}

/**
 * The URL of the store.
 *
 * @throws {UsageError} if none is named and none configured
 */
export function chosenStore(named: NamedStore | null, around: Surroundings): string {
  if (named !== null) {
    return "url" in named ? named.url : secretwalletStore(named.type, around);
  }
  const { selected, theirs } = around.found;
  if (selected !== null) return selected.profile.store ?? defaultStore(around.places);
  if (theirs !== null) return secretwalletStore(theirs.config.storageType, around);
  if (around.places.config === null) assertMayLookForHome();
  throw notConfigured();
}

/** There is no configuration of either kind. */
export function notConfigured(): UsageError {
  return new UsageError("there is no wallet yet: nothing is configured", {
    hint: "`coffer init` makes one or joins one; --store URL opens one as it is",
  });
}

/** The wallet that is used if none is named and the profile names none. */
export function defaultStore({ wallet }: Places): string {
  return fileUrl(requirePlace(wallet, "the wallet"));
}

/**
 * The store of that type in secret_wallet's configuration, or by its defaults.
 *
 * @throws {UsageError} if there is no home folder for its database
 */
export function secretwalletStore(
  type: StorageType,
  { found: { theirs }, places: { database } }: Surroundings,
): string {
  const { table, awsProfile } = theirs?.config ?? SECRETWALLET_DEFAULTS;
  return type === "aws_dynamo"
    ? dynamodbUrl(table, awsProfile)
    : sqliteUrl(requirePlace(database, "secret_wallet's database"), table);
}
