/**
 * How DynamoDB stores are named:
 * `TABLE?region=R&profile=P&endpoint=URL&transaction=N` for a wallet, `TABLE/NAME?...` for
 * a stash. All parts are percent-encoded where they have to be.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { splitParameters } from "../store_url.ts";

/** Where a table is, and with whose credentials it is used. */
export interface TableName {
  readonly table: string;
  /** The AWS region; the profile's, or the environment's, if not said. */
  readonly region?: string;
  /** The profile of `~/.aws/config` and `~/.aws/credentials`. */
  readonly profile?: string;
  /** The address of another engine than AWS's. */
  readonly endpoint?: string;
  /** How many changes the engine takes at once; found out if not said. */
  readonly transaction?: number;
}

/** One item of a table. */
export interface ItemName extends TableName {
  readonly item: string;
}

/** What AWS allows (Amazon DynamoDB Developer Guide, "Naming rules"). */
const TABLE = /^[a-zA-Z0-9_.-]{3,255}$/;
/** A sort key has no more. */
const LONGEST_ITEM_BYTES = 1024;
/** What one transaction takes at most on any engine. */
const MOST_CHANGES = 100;

/**
 * The table that the text after `dynamodb:` names.
 *
 * @throws {UsageError} if it names none
 */
export function parseTableName(rest: string): TableName {
  const { path, parameters } = splitParameters(rest, [
    "region",
    "profile",
    "endpoint",
    "transaction",
  ]);
  const { region, profile, endpoint, transaction } = parameters;
  return {
    table: checkedTable(decoded(path)),
    ...(region !== undefined && { region: checkedRegion(region) }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint: checkedEndpoint(endpoint) }),
    ...(transaction !== undefined && { transaction: checkedTransaction(transaction) }),
  };
}

/**
 * The item that the text after `dynamodb:` names.
 *
 * @throws {UsageError} if it names none
 */
export function parseItemName(rest: string): ItemName {
  const [, table, item, query] = /^([^/?]*)\/([^?]*)(\?.*)?$/s.exec(rest) ?? [];
  if (table === undefined) {
    throw new UsageError("a stash in DynamoDB is named dynamodb:TABLE/NAME");
  }
  return {
    ...parseTableName(table + (query ?? "")),
    item: checkedItem(decoded(item!)),
  };
}

/**
 * The name of an item, which is its sort key.
 *
 * @throws {UsageError} if there can be no such item
 */
export function checkedItem(item: string): string {
  const bytes = new TextEncoder().encode(item).length;
  if (item.isWellFormed() && bytes > 0 && bytes <= LONGEST_ITEM_BYTES) return item;
  throw new UsageError("the name of the stash in DynamoDB is empty or too long", {
    hint: `name it dynamodb:TABLE/NAME; NAME has 1 to ${LONGEST_ITEM_BYTES} bytes`,
  });
}

function checkedTable(table: string): string {
  if (TABLE.test(table)) return table;
  throw new UsageError("there can be no such table in DynamoDB", {
    hint: "a table's name has 3 to 255 letters, digits, dots, dashes and underscores",
  });
}

function checkedRegion(region: string): string {
  if (/^[a-z0-9-]{1,63}$/.test(region)) return region;
  throw new UsageError("there can be no such AWS region", {
    hint: "a region is called such as eu-west-1",
  });
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const known = url !== null && ["http:", "https:"].includes(url.protocol);
  if (known && url.username === "" && url.password === "") return endpoint;
  throw new UsageError("the endpoint of a DynamoDB store is no address", {
    hint: "write it such as endpoint=http://127.0.0.1:8000",
  });
}

function checkedTransaction(text: string): number {
  const count = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_CHANGES) return count;
  throw new UsageError("transaction= takes a number of changes", {
    hint: `from 1 (the engine has no transactions) to ${MOST_CHANGES}`,
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError("the name of the store has a % that encodes nothing", {
      hint: "write a % itself as %25",
    });
  }
}
