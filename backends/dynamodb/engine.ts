/**
 * What the engine behind an endpoint can do. AWS's own is known; of another it is found
 * out, not assumed.
 *
 * @module
 */

import { type DynamoDBClient, TransactGetItemsCommand } from "@aws-sdk/client-dynamodb";
import { customEndpoint } from "./client.ts";
import { isNotFound, isUnknownOperation } from "./errors.ts";
import { BACKUP_DOMAIN, keyItem } from "./items.ts";
import type { TableName } from "./name.ts";
import type { Requests } from "./requests.ts";

/** Changes in one transaction on AWS (Developer Guide, "TransactWriteItems"). */
const AWS_CHANGES = 100;
/** The same on Amazon's local engine before it followed. */
const OLDER_CHANGES = 10;
/** An engine without transactions makes one change at a time. */
const ONE_CHANGE = 1;
const TOO_MANY = /less than or equal to|more than \d+/i;

/** How many changes the engine takes at once. */
export async function changesAtOnce(
  client: DynamoDBClient,
  requests: Requests,
  name: TableName,
): Promise<number> {
  if (name.transaction !== undefined) return name.transaction;
  if (await customEndpoint(client, name) === undefined) return AWS_CHANGES;
  return await probed(requests, name.table);
}

/** Asks for items that are not there, more than an older engine takes at once. */
async function probed(requests: Requests, table: string): Promise<number> {
  const items = Array.from({ length: OLDER_CHANGES + 1 }, (_, at) => ({
    Get: {
      TableName: table,
      Key: keyItem({ domain: BACKUP_DOMAIN, access: `none ${at}` }),
    },
  }));
  const command = new TransactGetItemsCommand({ TransactItems: items });
  return await requests.repeat(async (deadline) => {
    try {
      await requests.once((client, options) => client.send(command, options), deadline);
      return AWS_CHANGES;
    } catch (error) {
      if (isUnknownOperation(error)) return ONE_CHANGE;
      if (error instanceof Error && TOO_MANY.test(error.message)) return OLDER_CHANGES;
      // What is to be said of a missing table is said when it is used.
      if (isNotFound(error)) return AWS_CHANGES;
      throw error;
    }
  });
}
