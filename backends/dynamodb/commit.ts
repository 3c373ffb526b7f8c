/**
 * Changes of a table: what they expect is looked up, and made a condition of the request
 * that makes them. A request that may have been done is looked up before it is made again,
 * and then as the same transaction.
 *
 * @module
 */

import {
  DeleteItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "../../core/errors.ts";
import type { RecordChange, RecordStore } from "../../core/ports.ts";
import { conflict, keyText, subjectOf } from "../changes.ts";
import { outcomeOf } from "../outcome.ts";
import { still } from "./conditions.ts";
import { expectedItems, keyOf } from "./expected.ts";
import { failureOf, raised, unmetConditions } from "./failure.ts";
import { headerItem, type Item, keyItem, recordItem } from "./items.ts";
import type { TableReader } from "./reading.ts";
import type { Requests, Sendable } from "./requests.ts";

/** Where changes are made. */
export interface Place {
  readonly requests: Requests;
  readonly reader: TableReader;
  readonly table: string;
  /** How many changes the engine takes at once. */
  readonly atOnce: number;
  /** Looks up what became of a commit. */
  readonly store: Pick<RecordStore, "header" | "get" | "location">;
}

/**
 * Makes all changes or none; they have been checked, and are one or more.
 *
 * @throws {ConflictError} if something is not as expected
 * @throws {UnavailableError} if the time is up; it says if they may have been made
 */
export async function commitChanges(
  changes: readonly RecordChange[],
  place: Place,
): Promise<void> {
  const found = await expectedItems(changes, {
    reader: place.reader,
    location: place.store.location,
  });
  const writes = changes.map((change) => writeFor(change, found, place.table));
  const send = requestFor(writes, place.atOnce);
  const { requests } = place;
  const deadline = requests.deadline();
  let doubtful = false;
  for (;;) {
    try {
      await requests.once(send, deadline);
      return;
    } catch (error) {
      const failure = failureOf(error);
      doubtful ||= failure === "doubtful";
      if (doubtful && await wasMade(changes, place, error)) return;
      const unmet = unmetConditions(error);
      if (unmet.length > 0) throw unmetConflict(changes, unmet, place);
      if (failure === "final" || !await deadline.pause()) throw raised(error, requests);
    }
  }
}

/**
 * One request for all writes: a transaction with a token of its own, by which the engine
 * knows it again however often it arrives; a plain one on engines that have none.
 */
export function requestFor(
  writes: readonly TransactWriteItem[],
  atOnce: number,
): Sendable<unknown> {
  const [{ Put, Delete }] = writes as readonly [TransactWriteItem];
  if (atOnce === 1 && Put !== undefined) {
    const command = new PutItemCommand(Put as PutItemCommand["input"]);
    return (client, options) => client.send(command, options);
  }
  if (atOnce === 1 && Delete !== undefined) {
    const command = new DeleteItemCommand(Delete as DeleteItemCommand["input"]);
    return (client, options) => client.send(command, options);
  }
  const command = new TransactWriteItemsCommand({
    TransactItems: [...writes],
    ClientRequestToken: crypto.randomUUID(),
  });
  return (client, options) => client.send(command, options);
}

function writeFor(
  change: RecordChange,
  found: ReadonlyMap<string, Item>,
  TableName: string,
): TransactWriteItem {
  const before = change.expected === "absent"
    ? null
    : found.get(keyText(keyOf(change))) ?? null;
  if (change.do === "delete") {
    return { Delete: { TableName, Key: keyItem(change.key), ...still(before) } };
  }
  const item = change.do === "header"
    ? headerItem(change.header)
    : recordItem(change.record);
  return { Put: { TableName, Item: item, ...still(before, Object.keys(item)) } };
}

async function wasMade(
  changes: readonly RecordChange[],
  { store }: Place,
  cause: unknown,
): Promise<boolean> {
  try {
    return await outcomeOf(changes, store) === "made";
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    throw new UnavailableError(
      `${store.location}: it is not known whether the changes were made`,
      { cause, hint: "look what is there before you make them again" },
    );
  }
}

function unmetConflict(
  changes: readonly RecordChange[],
  unmet: readonly number[],
  { store }: Place,
) {
  return conflict(unmet.map((at) => subjectOf(changes[at]!)), store.location);
}
