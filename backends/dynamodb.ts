/**
 * Stores in Amazon DynamoDB, or an engine that speaks its protocol. Only what is called
 * here loads the AWS SDK.
 *
 * @module
 */

import type { BlobStore, RecordStore } from "../core/ports.ts";
import { parseItemName, parseTableName } from "./dynamodb/name.ts";
import type { MadeTable, NewTable } from "./dynamodb/table.ts";

export type { Billing, MadeTable, NewTable } from "./dynamodb/table.ts";

/** What may be said of a store over a network. */
export interface NetworkOptions {
  /** How long to go on with a request that is not answered, in milliseconds. */
  timeout?: number;
}

/**
 * The wallet store in a table: `TABLE?region=R&profile=P&endpoint=URL&transaction=N`.
 *
 * @throws {UsageError} if the name cannot be
 * @throws as `dynamodbRecordStore`
 */
export async function openDynamodbRecordStore(
  rest: string,
  { timeout }: NetworkOptions = {},
): Promise<RecordStore> {
  const name = parseTableName(rest);
  const { dynamodbRecordStore } = await import("./dynamodb/record_store.ts");
  return await dynamodbRecordStore(name, timeout === undefined ? {} : { timeout });
}

/**
 * The stash store in an item of a table: `TABLE/NAME?...`.
 *
 * @throws {UsageError} if the name cannot be
 */
export async function openDynamodbBlobStore(
  rest: string,
  { timeout }: NetworkOptions = {},
): Promise<BlobStore> {
  const name = parseItemName(rest);
  const { dynamodbBlobStore } = await import("./dynamodb/blob_store.ts");
  return dynamodbBlobStore(name, timeout === undefined ? {} : { timeout });
}

/**
 * Makes the table of a store, if there is none.
 *
 * @throws {PermissionError | UnavailableError | UsageError}
 */
export async function makeDynamodbTable(
  rest: string,
  wanted: NewTable,
  { timeout }: NetworkOptions = {},
): Promise<MadeTable> {
  const name = parseTableName(rest);
  const { withTable } = await import("./dynamodb/make.ts");
  return await withTable(name, wanted, timeout === undefined ? {} : { timeout });
}

/** Whether there is a table for a store. */
export async function hasDynamodbTable(
  rest: string,
  { timeout }: NetworkOptions = {},
): Promise<boolean> {
  const name = parseTableName(rest);
  const { isThere } = await import("./dynamodb/make.ts");
  return await isThere(name, timeout === undefined ? {} : { timeout });
}
