/**
 * Reading a table: single items, many at once, a domain, everything. All reads are
 * consistent, and all go to the end.
 *
 * @module
 */

import {
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "../../core/errors.ts";
import type { RecordKey } from "../../core/ports.ts";
import { keyText } from "../changes.ts";
import { DOMAIN, type Item, itemKey, keyItem } from "./items.ts";
import type { Requests } from "./requests.ts";
import { Together } from "./together.ts";

/** How many segments of a table are read at a time. */
const SEGMENTS = 4;
/** How many items one request for many takes. */
export const BATCH = 100;
/**
 * How many items the first page of everything has: some only look whether there is
 * anything, which must not cost what the whole does.
 */
const FIRST_PAGE = 10;

/** A table that is read. */
export class TableReader {
  readonly #requests: Requests;
  readonly #table: string;
  readonly #together = new Together((keys) => this.items(keys));

  constructor(requests: Requests, table: string) {
    this.#requests = requests;
    this.#table = table;
  }

  /** The item at `key`, or `null`. Those asked for at the same time are read as one. */
  item(key: RecordKey): Promise<Item | null> {
    return this.#together.item(key);
  }

  async #single(key: RecordKey): Promise<Map<string, Item>> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: keyItem(key),
      ConsistentRead: true,
    });
    const { Item } = await this.#requests.read((client, options) =>
      client.send(command, options)
    );
    return new Map(Item === undefined ? [] : [[keyText(key), Item]]);
  }

  /** The items at `keys` that are there, by `keyText`. */
  async items(keys: readonly RecordKey[]): Promise<Map<string, Item>> {
    if (keys.length === 1) return await this.#single(keys[0]!);
    const found = new Map<string, Item>();
    for (let at = 0; at < keys.length; at += BATCH) {
      for (const item of await this.#batch(keys.slice(at, at + BATCH))) {
        found.set(keyText(itemKey(item, this.#requests.location)), item);
      }
    }
    return found;
  }

  /** The items of one domain, in the order of their sort keys, a page at a time. */
  async *domain(domain: string): AsyncGenerator<Item[]> {
    let from: Item | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: "#d = :d",
        ExpressionAttributeNames: { "#d": DOMAIN },
        ExpressionAttributeValues: { ":d": { S: domain } },
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      const { Items, LastEvaluatedKey } = await this.#requests.read((client, options) =>
        client.send(command, options)
      );
      yield Items ?? [];
      from = LastEvaluatedKey;
    } while (from !== undefined);
  }

  /** Everything, in no order: a short page first, then one of each segment at a time. */
  async *everything(): AsyncGenerator<Item[]> {
    const first = await this.#page(0, undefined, FIRST_PAGE);
    yield first.items;
    let round = numbers(SEGMENTS)
      .filter((segment) => segment > 0 || first.next !== undefined)
      .map((segment) => this.#page(segment, segment === 0 ? first.next : undefined));
    while (round.length > 0) {
      const pages = await Promise.all(round);
      // The next pages are on their way while these are used.
      round = pages.filter(({ next }) => next !== undefined)
        .map(({ segment, next }) => handled(this.#page(segment, next)));
      for (const { items } of pages) yield items;
    }
  }

  async #page(
    segment: number,
    from?: Item,
    limit?: number,
  ): Promise<{ segment: number; items: Item[]; next: Item | undefined }> {
    const command = new ScanCommand({
      TableName: this.#table,
      ConsistentRead: true,
      Segment: segment,
      TotalSegments: SEGMENTS,
      ...(from !== undefined && { ExclusiveStartKey: from }),
      ...(limit !== undefined && { Limit: limit }),
    });
    const { Items, LastEvaluatedKey } = await this.#requests.read((client, options) =>
      client.send(command, options)
    );
    return { segment, items: Items ?? [], next: LastEvaluatedKey };
  }

  async #batch(keys: readonly RecordKey[]): Promise<Item[]> {
    const items: Item[] = [];
    const deadline = this.#requests.deadline();
    let wanted = keys.map(keyItem);
    for (;;) {
      const request = { [this.#table]: { Keys: wanted, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await this.#requests.read(
        (client, options) =>
          client.send(new BatchGetItemCommand({ RequestItems: request }), options),
      );
      items.push(...Responses?.[this.#table] ?? []);
      wanted = UnprocessedKeys?.[this.#table]?.Keys ?? [];
      if (wanted.length === 0) return items;
      if (!await deadline.pause()) throw tooBusy(this.#requests.location);
    }
  }
}

/** The error for an engine that leaves out what it was asked for, time and again. */
export function tooBusy(location: string): UnavailableError {
  return new UnavailableError(`${location} does not answer: it has too many requests`, {
    hint: "try again later, raise the table's capacity, or wait longer with --timeout",
  });
}

/** Whoever does not ask for the next page must not die of its failure. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
