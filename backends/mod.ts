/**
 * Where stores come from: the tables from URL schemes to modules, each loaded only when
 * a store of its kind is opened.
 *
 * @module
 */

import type { BlobStore, RecordStore } from "../core/ports.ts";
import type { MadeTable, NewTable } from "./dynamodb.ts";
import type { PluginOptions } from "./plugin/open.ts";
import type { PluginSettings } from "./plugin/settings.ts";
import { checkPath, kindOf, parseStoreUrl, splitParameters } from "./store_url.ts";

export type { Billing, MadeTable, NewTable } from "./dynamodb.ts";

/** What may be said when a store is opened by name. */
export interface StoreOptions {
  /** How long to wait for another writer, in milliseconds (default 30,000). */
  lockTimeout?: number;
  /** Whether a symbolic link stands for the file that it leads to (default: it does). */
  follow?: boolean;
  /** How long to go on asking over a network, in milliseconds (default 30,000). */
  timeout?: number;
  /**
   * Opens a database that is damaged, too, for its backups: to list them, and to put one
   * back. All else raises `DamagedError` then, when it is asked for.
   */
  damaged?: boolean;
}

/** Schemes of stores that are reached over a network. */
const OVER_NETWORK: readonly string[] = ["dynamodb"];

/** The table of secret_wallet unless it was told another. */
const DEFAULT_V0_TABLE = "access_secrets";

type Open<Store> = (rest: string, options: StoreOptions) => Promise<Store>;

const BLOB_STORES: Record<string, Open<BlobStore>> = {
  file: async (path, options) =>
    (await import("./file/blob_store.ts")).fileBlobStore(
      checkPath(path, "stash"),
      options,
    ),
  memory: async () => (await import("./memory.ts")).memoryBlobStore(),
  dynamodb: async (rest, options) =>
    await (await import("./dynamodb.ts")).openDynamodbBlobStore(rest, options),
};

const RECORD_STORES: Record<string, Open<RecordStore>> = {
  file: async (path, options) =>
    (await import("./file/record_store.ts")).fileRecordStore(
      checkPath(path, "wallet"),
      options,
    ),
  sqlite: async (rest, options) => {
    const { path, parameters } = splitParameters(rest, ["table"]);
    const { sqliteRecordStore } = await import("./sqlite/record_store.ts");
    return await sqliteRecordStore(checkPath(path, "wallet"), {
      ...options,
      ...parameters,
    });
  },
  memory: async () => (await import("./memory.ts")).memoryRecordStore(),
  dynamodb: async (rest, options) =>
    await (await import("./dynamodb.ts")).openDynamodbRecordStore(rest, options),
};

/**
 * The stash store that a URL or a plain path names: `file:PATH`, `memory:`, `PATH`.
 * A path that looks like a URL is written `./...`.
 *
 * @throws {UsageError} for a scheme that there is not, or an empty name
 */
export async function openBlobStore(
  url: string,
  options: StoreOptions = {},
): Promise<BlobStore> {
  return await kindOf(BLOB_STORES, url)(parseStoreUrl(url).rest, options);
}

/**
 * The wallet store that a URL or a plain path names: `file:PATH`, `sqlite:PATH`,
 * `sqlite:PATH?table=NAME`, `memory:`, `PATH`. A path that looks like a URL is written
 * `./...`.
 *
 * A file that is not there is no error: it holds nothing, and the first commit makes
 * it. A database that is there is looked at, to tell which kind it is.
 *
 * @throws {UsageError} for a scheme that there is not, an empty name, a wrong parameter
 * @throws {NotFoundError} if the database has no such table
 * @throws {DamagedError} if it is no database of a wallet
 * @throws {LockedError | PermissionError | UnavailableError} if it cannot be read
 */
export async function openRecordStore(
  url: string,
  options: StoreOptions = {},
): Promise<RecordStore> {
  return await kindOf(RECORD_STORES, url)(parseStoreUrl(url).rest, options);
}

/**
 * The wallet store of a plug-in, in a Worker with just the permissions that it is given
 * (docs/backends.md).
 *
 * @throws as `openPluginStore` of backends/plugin/open.ts
 */
export async function openPluginStore(
  url: string,
  settings: PluginSettings,
  options: PluginOptions = {},
): Promise<RecordStore> {
  return await (await import("./plugin/open.ts")).openPluginStore(url, settings, options);
}

/**
 * The bytes of the file at `path`, `null` if there is none: for files that are small and
 * no store.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be read
 * @throws {RefusedError} if it is a pipe, a socket or a device
 */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return await (await import("./file/read.ts")).readIfThere(path);
}

/** Whether a store is reached over a network; a plug-in's is not ours to say. */
export function isOverNetwork(url: string): boolean {
  return OVER_NETWORK.includes(parseStoreUrl(url).scheme);
}

/**
 * Makes the table that a store over a network is in, if there is none; `null` for stores
 * that need none.
 *
 * @throws {PermissionError | UnavailableError | UsageError}
 */
export async function makeTable(
  url: string,
  wanted: NewTable,
  options: StoreOptions = {},
): Promise<MadeTable | null> {
  if (!isOverNetwork(url)) return null;
  const { makeDynamodbTable } = await import("./dynamodb.ts");
  return await makeDynamodbTable(parseStoreUrl(url).rest, wanted, options);
}

/** Whether the table that a store over a network is in is there; `true` for others. */
export async function hasTable(
  url: string,
  options: StoreOptions = {},
): Promise<boolean> {
  if (!isOverNetwork(url)) return true;
  const { hasDynamodbTable } = await import("./dynamodb.ts");
  return await hasDynamodbTable(parseStoreUrl(url).rest, options);
}

/**
 * Makes secret_wallet's own database and table, as it does when it is first used; what is
 * there stays as it is. Does nothing for stores that are no SQLite database.
 *
 * @throws {UsageError} if there can be no such table name
 * @throws {PermissionError | UnavailableError} if it cannot be made
 */
export async function makeSecretWalletTable(url: string): Promise<void> {
  const { scheme, rest } = parseStoreUrl(url);
  if (scheme !== "sqlite") return;
  const { path, parameters } = splitParameters(rest, ["table"]);
  const { makeV0Table } = await import("./sqlite/make_v0_table.ts");
  await makeV0Table(checkPath(path, "wallet"), parameters.table ?? DEFAULT_V0_TABLE);
}
