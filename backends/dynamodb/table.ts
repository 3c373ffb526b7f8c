/**
 * Making tables, and waiting until they can be used.
 *
 * @module
 */

import {
  type BillingMode,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type ProvisionedThroughput,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "../../core/errors.ts";
import { isNotFound, isUnknownOperation } from "./errors.ts";
import { ACCESS, DOMAIN } from "./items.ts";
import type { Requests } from "./requests.ts";

/** How a table is paid for: by request, or for so much at any time. */
export type Billing = "on-demand" | { readonly read: number; readonly write: number };

/** What is asked for with a new table. */
export interface NewTable {
  /** Default: on-demand. */
  readonly billing?: Billing;
  /**
   * Whether it cannot be deleted by one request and can be put back to any second of the
   * last 35 days, where the service has that.
   */
  readonly protect: boolean;
}

/** What came of it. */
export interface MadeTable {
  /** Whether it was there already, and so nothing was done. */
  readonly existed: boolean;
  /** Whether it can be put back to any second. */
  readonly recoverable: boolean;
}

/** The pause between two looks, in milliseconds. */
const POLL = 250;
/** How long a table may take to be made or deleted, in milliseconds. */
const LONGEST = 300_000;

/** Whether there is such a table. */
export async function tableExists(requests: Requests, table: string): Promise<boolean> {
  return await statusOf(requests, table) !== null;
}

/** Makes a table if there is none, and waits until it can be used. */
export async function makeTable(
  requests: Requests,
  table: string,
  { billing = "on-demand", protect }: NewTable,
): Promise<MadeTable> {
  const existed = !await created(requests, table, billing, protect);
  await waitUntil(requests, table, "ACTIVE");
  const recoverable = !existed && protect && await recovery(requests, table);
  return { existed, recoverable };
}

/** Deletes a table that Coffer made for itself, and waits until it is gone. */
export async function dropTable(requests: Requests, table: string): Promise<void> {
  const command = new DeleteTableCommand({ TableName: table });
  await requests.repeat(async (deadline) => {
    try {
      await requests.once((client, options) => client.send(command, options), deadline);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
  await waitUntil(requests, table, null);
}

/** Waits until a table has that status, or is gone (`null`). */
export async function waitUntil(
  requests: Requests,
  table: string,
  wanted: string | null,
): Promise<void> {
  const end = performance.now() + LONGEST;
  while (await statusOf(requests, table) !== wanted) {
    if (performance.now() > end) {
      throw new UnavailableError(`${requests.location}: the table is not ready yet`, {
        hint: "try again in some minutes",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

async function created(
  requests: Requests,
  table: string,
  billing: Billing,
  protect: boolean,
): Promise<boolean> {
  if (await tableExists(requests, table)) return false;
  const command = new CreateTableCommand({
    TableName: table,
    KeySchema: [
      { AttributeName: DOMAIN, KeyType: "HASH" },
      { AttributeName: ACCESS, KeyType: "RANGE" },
    ],
    AttributeDefinitions: [DOMAIN, ACCESS].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    DeletionProtectionEnabled: protect,
    ...billed(billing),
  });
  return await requests.repeat(async (deadline) => {
    try {
      await requests.once((client, options) => client.send(command, options), deadline);
      return true;
    } catch (error) {
      // Somebody was quicker, or an answer got lost.
      if (nameOf(error) === "ResourceInUseException") return true;
      throw error;
    }
  });
}

function billed(
  billing: Billing,
): { BillingMode: BillingMode; ProvisionedThroughput?: ProvisionedThroughput } {
  if (billing === "on-demand") return { BillingMode: "PAY_PER_REQUEST" };
  return {
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: {
      ReadCapacityUnits: billing.read,
      WriteCapacityUnits: billing.write,
    },
  };
}

/** Whether the service keeps what is needed to go back in time. */
async function recovery(requests: Requests, table: string): Promise<boolean> {
  const command = new UpdateContinuousBackupsCommand({
    TableName: table,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  return await requests.repeat(async (deadline) => {
    try {
      await requests.once((client, options) => client.send(command, options), deadline);
      return true;
    } catch (error) {
      if (isUnknownOperation(error)) return false;
      throw error;
    }
  }, (error) => nameOf(error) === "ContinuousBackupsUnavailableException");
}

async function statusOf(requests: Requests, table: string): Promise<string | null> {
  return await requests.repeat(async (deadline) => {
    try {
      const command = new DescribeTableCommand({ TableName: table });
      const { Table } = await requests.once(
        (client, options) => client.send(command, options),
        deadline,
      );
      return Table?.TableStatus ?? "ACTIVE";
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
