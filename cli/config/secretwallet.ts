/**
 * secret_wallet's configuration, `~/.secretwallet/secretwallet.json`: read as secret_wallet
 * 0.6.3 reads it, and written as it would write it.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { type Item, readDocument } from "./item.ts";
import { jsonOf, pythonJson } from "./json_text.ts";
import {
  asLogLevel,
  asStorageType,
  DEFAULT_LIFETIME,
  DEFAULT_LOG_LEVEL,
  DEFAULT_TIMEOUT,
  type LogLevel,
  MAX_SECONDS,
  STORAGE_TYPES,
  type StorageType,
} from "./values.ts";

/** What the file says, with secret_wallet's defaults for what it does not say. */
export interface Secretwallet {
  /** The whole document, unknown members too. */
  readonly document: Item;
  /** The device key, usually 44 characters of base64url; any text is one. A secret. */
  readonly key: string | null;
  /** Whose credentials AWS is asked with. */
  readonly awsProfile: string;
  readonly table: string;
  readonly storageType: StorageType;
  /** In seconds. */
  readonly sessionTimeout: number;
  /** In seconds. */
  readonly sessionLifetime: number;
  readonly logLevel: LogLevel;
}

/** What the file may be changed to say, with the names that it has for it. */
export interface SecretwalletChanges {
  readonly session_timeout?: number | undefined;
  readonly session_lifetime?: number | undefined;
  readonly log_level?: LogLevel | undefined;
  readonly storage_type?: StorageType | undefined;
  readonly profile?: string | undefined;
  readonly table_name?: string | undefined;
  readonly key?: string | undefined;
}

/** What secret_wallet goes by where its configuration does not say. */
export const SECRETWALLET_DEFAULTS = {
  awsProfile: "secret-wallet",
  table: "access_secrets",
  storageType: "aws_dynamo",
} as const;

/**
 * Reads the whole file, which is at the path `file`.
 *
 * @throws {DamagedError} if it is not what it should be; it names the place
 */
export function parseSecretwallet(bytes: Uint8Array, file: string): Secretwallet {
  const document = readDocument(bytes, { file, uniqueNames: false });
  const text = (name: string) => document.member(name).optional((item) => item.text());
  const seconds = (name: string) => document.member(name).optional(secondsIn);
  const storageType = document.member("storage_type").optional(storageIn);
  return {
    document,
    key: text("key"),
    awsProfile: text("profile") ?? SECRETWALLET_DEFAULTS.awsProfile,
    table: text("table_name") ?? SECRETWALLET_DEFAULTS.table,
    storageType: storageType ?? SECRETWALLET_DEFAULTS.storageType,
    sessionTimeout: seconds("session_timeout") ?? DEFAULT_TIMEOUT,
    sessionLifetime: seconds("session_lifetime") ?? DEFAULT_LIFETIME,
    // secret_wallet puts up with a level that it does not know.
    logLevel: asLogLevel(text("log_level") ?? "") ?? DEFAULT_LOG_LEVEL,
  };
}

/** secret_wallet takes any number; beyond ours nothing changes. */
function secondsIn(item: Item): number {
  return Math.min(Math.max(item.number(), 0), MAX_SECONDS);
}

function storageIn(item: Item): StorageType {
  const type = asStorageType(item.text());
  if (type !== null) return type;
  throw item.mistaken(`one of ${STORAGE_TYPES.join(", ")} belongs`);
}

/**
 * The file with `changes` made to it: what it had stays in its place, what is new comes
 * at the end in the order of `changes`.
 *
 * @throws {DamagedError} as `parseSecretwallet`
 *
 * @example
 * ```ts
 * import { changedSecretwallet } from "./secretwallet.ts";
 * import assert from "node:assert/strict";
 *
 * const before = new TextEncoder().encode('{"key": "k", "log_level": "info"}');
 * const changes = { session_timeout: 30, log_level: "debug" } as const;
 * const after = changedSecretwallet(before, { file: "secretwallet.json", changes });
 * assert.equal(
 *   new TextDecoder().decode(after),
 *   '{"key": "k", "log_level": "debug", "session_timeout": 30}',
 * );
 * ```
 */
export function changedSecretwallet(
  bytes: Uint8Array,
  { file, changes }: { file: string; changes: SecretwalletChanges },
): Uint8Array {
  const document = parseSecretwallet(bytes, file).document.object();
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) document.set(name, jsonOf(value));
  }
  return utf8(pythonJson(document));
}
