/**
 * How large items are, as the service counts: names and values in UTF-8 (Amazon DynamoDB
 * Developer Guide, "DynamoDB item sizes and formats").
 *
 * @module
 */

import { paginateScan } from "@aws-sdk/client-dynamodb";
import {
  itemsOf,
  plainClient,
  type PlainItem,
} from "../../tests/support/dynamodb_tables.ts";
import type { Place } from "./place.ts";

const SEGMENTS = 4;

/** What the service counts for a map, and for each of its entries. */
const MAP_BYTES = 3;
const ENTRY_BYTES = 1;
const HEADER = "coffer#header";

/** The mean size of each kind of item in a place whose wallets were filled. */
export async function itemSizes(
  { wallet, old }: Place,
): Promise<{ name: string; bytes: number }[]> {
  const own = await itemsOf(wallet);
  const isHeader = ({ domain }: PlainItem) => domain?.S === HEADER;
  return [
    { name: "a record of Coffer's format", bytes: mean(own.filter((x) => !isHeader(x))) },
    { name: "the header of Coffer's format", bytes: mean(own.filter(isHeader)) },
    { name: "a record of secret_wallet's format", bytes: mean(await itemsOf(old)) },
  ];
}

/** Asks for every page of a table, as a full read does. */
export async function readThrough(url: string): Promise<void> {
  using client = plainClient(url);
  await Promise.all(Array.from({ length: SEGMENTS }, async (_, Segment) => {
    const input = { TableName: client.table, Segment, TotalSegments: SEGMENTS };
    const pages = paginateScan({ client }, { ...input, ConsistentRead: true });
    for await (const _ of pages) continue;
  }));
}

function mean(items: readonly PlainItem[]): number {
  return items.reduce((sum, item) => sum + sizeOf(item), 0) / items.length;
}

function sizeOf(item: PlainItem): number {
  return Object.entries(item).reduce(
    (sum, [name, { S, M }]) => sum + bytes(name) + (M ? sizeOfMap(M) : bytes(S ?? "")),
    0,
  );
}

function sizeOfMap(map: Record<string, { S?: string }>): number {
  return Object.entries(map).reduce(
    (sum, [name, { S = "" }]) => sum + bytes(name) + bytes(S) + ENTRY_BYTES,
    MAP_BYTES,
  );
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
