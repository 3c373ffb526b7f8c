/**
 * Writing many items with no regard to what is there, for copies that nobody uses yet.
 *
 * @module
 */

import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { byteLength } from "./limits.ts";
import type { Item } from "./items.ts";
import { tooBusy } from "./reading.ts";
import type { Requests } from "./requests.ts";

/** How many items one request takes. */
const BATCH = 25;
/** And how many bytes, 16 MB, with room for what frames them. */
const BATCH_BYTES = 12_000_000;

/** Puts all `items` in a table. To do so twice does no harm. */
export async function putAll(
  requests: Requests,
  table: string,
  items: readonly Item[],
): Promise<void> {
  let batch: WriteRequest[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = byteLength(JSON.stringify(item));
    if (batch.length === BATCH || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      await writeBatch(requests, table, batch);
      [batch, bytes] = [[], 0];
    }
    batch.push({ PutRequest: { Item: item } });
    bytes += size;
  }
  if (batch.length > 0) await writeBatch(requests, table, batch);
}

async function writeBatch(
  requests: Requests,
  table: string,
  batch: WriteRequest[],
): Promise<void> {
  const deadline = requests.deadline();
  let left = batch;
  while (left.length > 0) {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
    const { UnprocessedItems } = await requests.read((client, options) =>
      client.send(command, options)
    );
    left = UnprocessedItems?.[table] ?? [];
    if (left.length > 0 && !await deadline.pause()) throw tooBusy(requests.location);
  }
}
