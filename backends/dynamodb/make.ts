/**
 * The table of a store, made or looked for, with a connection of its own.
 *
 * @module
 */

import { makeClient } from "./client.ts";
import type { TableName } from "./name.ts";
import { type RequestOptions, Requests } from "./requests.ts";
import { type MadeTable, makeTable, type NewTable, tableExists } from "./table.ts";

/** Makes the table if there is none. */
export async function withTable(
  name: TableName,
  wanted: NewTable,
  options: RequestOptions,
): Promise<MadeTable> {
  return await connected(
    name,
    options,
    (requests) => makeTable(requests, name.table, wanted),
  );
}

/** Whether the table is there. */
export async function isThere(
  name: TableName,
  options: RequestOptions,
): Promise<boolean> {
  return await connected(name, options, (requests) => tableExists(requests, name.table));
}

async function connected<T>(
  name: TableName,
  options: RequestOptions,
  work: (requests: Requests) => Promise<T>,
): Promise<T> {
  const requests = new Requests(makeClient(name), `dynamodb:${name.table}`, options);
  try {
    return await work(requests);
  } finally {
    requests.close();
  }
}
