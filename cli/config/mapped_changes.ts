/**
 * What a user wants changed, in the terms of each configuration.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import type { ProfileChanges } from "./change_profile.ts";
import { defaultStore, secretwalletStore, type Surroundings } from "./chosen_store.ts";
import type { Profile } from "./profile.ts";
import type { SecretwalletChanges } from "./secretwallet.ts";
import { withTable } from "./store_url.ts";
import {
  checkedAwsProfile,
  checkedLifetime,
  checkedLogLevel,
  checkedStorageType,
  checkedTable,
  checkedTimeout,
} from "./values.ts";

/** What to change, as a user says it; what is not named stays. */
export interface SettingChanges {
  /** `-to`: how long an unlocked key is kept unused, in seconds. */
  readonly sessionTimeout?: number | undefined;
  /** `-lf`: how long it is kept at all, in seconds. */
  readonly sessionLifetime?: number | undefined;
  /** `-ll`: one of secret_wallet's log levels, in any case. */
  readonly logLevel?: string | undefined;
  /** `-st`: one of secret_wallet's storage types, in any case. */
  readonly storageType?: string | undefined;
  /** The URL of the store; not in secret_wallet's configuration. */
  readonly store?: string | undefined;
  /** Another table of the same store. */
  readonly table?: string | undefined;
  /** Whose credentials AWS is asked with. */
  readonly awsProfile?: string | undefined;
  /** Whether the agent keeps unlocked keys; not in secret_wallet's configuration. */
  readonly agent?: boolean | undefined;
}

/**
 * The changes to secret_wallet's configuration, in the order in which its own `conf`
 * adds what is new.
 *
 * @throws {UsageError} if it cannot hold one of them
 */
export function asSecretwalletChanges(changes: SettingChanges): SecretwalletChanges {
  const { store, agent, sessionTimeout, sessionLifetime, logLevel } = changes;
  if (store !== undefined) throw notTheirs("the URL of a store");
  if (agent !== undefined) throw notTheirs("whether the agent is used");
  return {
    session_timeout: whenSaid(sessionTimeout, checkedTimeout),
    session_lifetime: whenSaid(sessionLifetime, checkedLifetime),
    log_level: whenSaid(logLevel, checkedLogLevel),
    storage_type: whenSaid(changes.storageType, checkedStorageType),
    profile: whenSaid(changes.awsProfile, checkedAwsProfile),
    table_name: whenSaid(changes.table, checkedTable),
  };
}

function whenSaid<T, U>(value: T | undefined, make: (value: T) => U): U | undefined {
  return value === undefined ? undefined : make(value);
}

/** What secret_wallet's configuration cannot hold. */
export function notTheirs(what: string): UsageError {
  return new UsageError(`secret_wallet's configuration has no place for ${what}`, {
    hint: "`coffer init` makes a configuration of Coffer's own",
  });
}

/**
 * The changes to a profile of ours that is now as `profile` says.
 *
 * @throws {UsageError} if one of them is not possible
 */
export function asProfileChanges(
  changes: SettingChanges,
  { profile, ...around }: Surroundings & { readonly profile: Profile },
): ProfileChanges {
  const { sessionTimeout, sessionLifetime, awsProfile, agent, logLevel } = changes;
  const store = changedStore(changes, { profile, ...around });
  return {
    ...(store !== undefined && { store }),
    ...(sessionTimeout !== undefined && { sessionTimeout }),
    ...(sessionLifetime !== undefined && { sessionLifetime }),
    ...(awsProfile !== undefined && { awsProfile }),
    ...(agent !== undefined && { agent }),
    ...(logLevel !== undefined && { logLevel: checkedLogLevel(logLevel) }),
  };
}

function changedStore(
  { store, storageType, table }: SettingChanges,
  { profile, ...around }: Surroundings & { readonly profile: Profile },
): string | undefined {
  if (store !== undefined && storageType !== undefined) {
    throw new UsageError("the store is named both by --store and by -st");
  }
  const named = storageType === undefined
    ? store
    : secretwalletStore(checkedStorageType(storageType), around);
  if (table === undefined) return named;
  const url = named ?? profile.store ?? defaultStore(around.places);
  return withTable(url, checkedTable(table));
}
