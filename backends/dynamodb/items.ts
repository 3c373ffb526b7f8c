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
  return !RESERVED.includes(item[DOMAIN]?.S ?? "");
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
  const header = item[HEADER]?.S;
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
  const [domain, access] = [item[DOMAIN]?.S, item[ACCESS]?.S];
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

function attributeOf(value: AttributeValue): Attribute | undefined {
  if (value.S !== undefined) return value.S;
  if (value.NULL !== undefined) return null;
  if (value.M === undefined) return undefined;
  const entries = Object.entries(value.M);
  if (entries.some(([, each]) => each.S === undefined)) return undefined;
  return new Map(entries.map(([name, each]) => [name, each.S!]));
}

function unknownPart(location: string): DamagedError {
  return new DamagedError(`${location}: an item is no record of a wallet`, {
    hint: "somebody else writes to this table; take that item out",
  });
}
