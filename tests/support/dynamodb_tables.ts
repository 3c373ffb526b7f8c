/**
 * Fresh tables on a local engine.
 *
 * @module
 */

import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { makeDynamodbTable } from "../../backends/dynamodb.ts";
import { openBlobStore, openRecordStore } from "../../backends/mod.ts";
import type { BlobStore, RecordStore } from "../../core/ports.ts";
import type { Engine } from "./dynamodb_engines.ts";
import type { Fresh } from "./record_store_conformance.ts";

/** Makes a table with a name of its own; gives the name of the store in it. */
export async function freshTable({ endpoint }: Engine): Promise<string> {
  const rest = restOf(`test-${crypto.randomUUID()}`, endpoint);
  await makeDynamodbTable(rest, { protect: false });
  return `dynamodb:${rest}`;
}

/** The store of records in a fresh table. */
export async function freshRecords(engine: Engine): Promise<Fresh> {
  const url = await freshTable(engine);
  const opened: RecordStore[] = [];
  const again = async () => {
    opened.push(await openRecordStore(url));
    return opened.at(-1)!;
  };
  return {
    store: await again(),
    again,
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store[Symbol.asyncDispose]();
    },
  };
}

/** The URL of a stash in the table of a record store's URL. */
export function stashIn(url: string, name: string): string {
  const [, table, query] = /^dynamodb:([^?]*)(\?.*)$/.exec(url)!;
  return `dynamodb:${table}/${encodeURIComponent(name)}${query}`;
}

/** The store of a stash in a table. */
export async function stashStore(url: string, name: string): Promise<BlobStore> {
  return await openBlobStore(stashIn(url, name));
}

/** What follows `dynamodb:`. */
export function restOf(table: string, endpoint: string): string {
  return `${table}?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`;
}

/** An item as JSON has it. */
export type PlainItem = Record<string, {
  S?: string;
  NULL?: boolean;
  M?: Record<string, { S?: string }>;
}>;

/** Puts items as they are, without Coffer. */
export async function putItems(url: string, items: readonly PlainItem[]): Promise<void> {
  using client = plainClient(url);
  for (const Item of items) {
    await client.send(
      new PutItemCommand({
        TableName: client.table,
        Item: Item as Record<string, never>,
      }),
    );
  }
}

/** All items as they are, without Coffer. */
export async function itemsOf(url: string): Promise<PlainItem[]> {
  using client = plainClient(url);
  const { Items } = await client.send(new ScanCommand({ TableName: client.table }));
  return Items as PlainItem[];
}

/** The SDK's own client for the table of a store. */
export function plainClient(
  url: string,
): DynamoDBClient & Disposable & { table: string } {
  const [, table, query] = /^dynamodb:([^?]*)\?(.*)$/.exec(url)!;
  const parameters = new URLSearchParams(query);
  const client = new DynamoDBClient({
    region: parameters.get("region")!,
    endpoint: parameters.get("endpoint")!,
    requestHandler: new FetchHttpHandler(),
    defaultUserAgentProvider: () => Promise.resolve([]),
  });
  return Object.assign(client, {
    table: table!,
    [Symbol.dispose]: () => client.destroy(),
  });
}
