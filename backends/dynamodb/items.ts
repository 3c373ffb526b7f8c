/**
 * Records and the header as items of a table. The table's keys are secret_wallet's:
 * `domain` and `access`. An attribute is a text (`S`), a map of texts (`M`) or `NULL`.
 *
 * @module
 */

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { DamagedError } from "../../core/errors.ts";
import type { Attribute, RecordKey, StoredRecord } from "../../core/ports.ts";

/** An item, as the SDK has it. */
export type Item = Record<string, AttributeValue>;

/** The partition key. */
export const DOMAIN = "domain";
/** The sort key. */
export const ACCESS = "access";
/** Where the header is: no record is ever there. */
export const HEADER_KEY: RecordKey = {
  domain: "coffer#header",
  access: "coffer#header",
};
/** The domain of stashes. */
export const STASH_DOMAIN = "coffer#stash";
/** The domain of what a copy of a table says of itself. */
export const BACKUP_DOMAIN = "coffer#backup";
/** Domains that no record can have. */
export const RESERVED: readonly string[] = [
  HEADER_KEY.domain,
  STASH_DOMAIN,
  BACKUP_DOMAIN,
];
/** The attribute with a header's text. */
export const HEADER = "header";

/** The key of an item. */
export function keyItem({ domain, access }: RecordKey): Item {
  return { [DOMAIN]: { S: domain }, [ACCESS]: { S: access } };
}

/** The item for a record. */
export function recordItem(record: StoredRecord): Item {
  const item: [string, AttributeValue][] = [...record.attributes].map((
    [name, value],
  ) => [name, attributeValue(value)]);
  // Not by assignment: an attribute may be called `__proto__`.
  return Object.fromEntries([...Object.entries(keyItem(record)), ...item]);
}

/** The item for a header. */
export function headerItem(header: string): Item {
  return { ...keyItem(HEADER_KEY), [HEADER]: { S: header } };
}

/** Whether an item is a record. */
export function isRecord(item: Item): boolean {
  return !RESERVED.includes(textOf(item[DOMAIN]) ?? "");
}

/**
 * The record in an item.
 *
 * @throws {DamagedError} if it has parts that no record has
 */
export function itemRecord(item: Item, location: string): StoredRecord {
  const { domain, access } = itemKey(item, location);
  const attributes = new Map<string, Attribute>();
  for (const [name, value] of Object.entries(item)) {
    if (name === DOMAIN || name === ACCESS) continue;
    const attribute = attributeOf(value);
    if (attribute === undefined) throw unknownPart(location);
    attributes.set(name, attribute);
  }
  return { domain, access, attributes };
}

/**
 * The header in its item.
 *
 * @throws {DamagedError} if there is something else
 */
export function itemHeader(item: Item, location: string): string {
  const header = textOf(item[HEADER]);
  if (header !== undefined) return header;
  throw new DamagedError(`${location}: the header has no text`, {
    hint: "put the table back from a backup",
  });
}

/**
 * The key of an item.
 *
 * @throws {DamagedError} if it is no text
 */
export function itemKey(item: Item, location: string): RecordKey {
  const [domain, access] = [textOf(item[DOMAIN]), textOf(item[ACCESS])];
  if (domain === undefined || access === undefined) throw unknownPart(location);
  return { domain, access };
}

/** An attribute as the service takes it. */
export function attributeValue(value: Attribute): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  return {
    M: Object.fromEntries([...value].map(([name, text]) => [name, { S: text }])),
  };
}

/** What comes over a network has any shape, whatever its types say. */
function attributeOf(value: unknown): Attribute | undefined {
  const { S: text, NULL: nothing, M: map } = membersOf(value);
  if (typeof text === "string") return text;
  if (nothing === true) return null;
  if (!isObject(map)) return undefined;
  const entries = Object.entries(map).map(([name, each]) =>
    [name, textOf(each)] as const
  );
  const isWhole = (
    entry: readonly [string, unknown],
  ): entry is readonly [string, string] => entry[1] !== undefined;
  return entries.every(isWhole) ? new Map(entries) : undefined;
}

/** The text of a value that is one. */
function textOf(value: unknown): string | undefined {
  const { S: text } = membersOf(value);
  return typeof text === "string" ? text : undefined;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownPart(location: string): DamagedError {
  return new DamagedError(`${location}: an item is no record of a wallet`, {
    hint: "somebody else writes to this table; take that item out",
  });
}
