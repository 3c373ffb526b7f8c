/**
 * Stored records of two stores, made comparable: what a store calls a version is its own.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toBase64Url } from "../../base64url.ts";
import { utf8 } from "../../bytes.ts";
import type { Attribute, RecordKey, RecordStore, StoredRecord } from "../../ports.ts";
import { ATTRIBUTES_V0, fromStored, toStored } from "../v0/attributes.ts";
import type { Wallet } from "../wallet.ts";

/** Which format a wallet has. */
export type Format = Wallet["format"];

/** What is remembered of a record: enough to tell whether it is still the same. */
export interface Mark {
  /** Its recordId, which a new name does not change; `null` in v0. */
  readonly id: string | null;
  /** Of its whole content. */
  readonly digest: string;
}

/** Marks of records by their places (`placeMark`). */
export type Marks = ReadonlyMap<string, Mark>;

/** The format of what is in `store`, as its header tells. */
export async function formatOf(store: Pick<RecordStore, "header">): Promise<Format> {
  return await store.header() === null ? "secret-wallet" : "coffer";
}

/** A record for `store`: as it is, unless the store has just the attributes of v0. */
export function storable(
  record: StoredRecord,
  format: Format,
  { features }: Pick<RecordStore, "features">,
): StoredRecord {
  return features.attributes === null ? record : movable(record, format);
}

/**
 * A record in the form in which it is compared, and any store of its format can hold it. In
 * v0 an attribute that is missing is the same as one that holds nothing; some engines know
 * only one of the two.
 *
 * @throws {DamagedError} if an attribute of v0 is a text where a map belongs, or the reverse
 */
export function movable(record: StoredRecord, format: Format): StoredRecord {
  if (format === "coffer") return record;
  const known = toStored(fromStored(record));
  const others = [...record.attributes].filter(([name]) => !isV0(name));
  return { ...known, attributes: new Map([...known.attributes, ...others]) };
}

/** What is remembered of a record, in the form that `movable` gives it. */
export function markOf({ domain, access, attributes }: StoredRecord): Mark {
  const id = attributes.get("id");
  const content = [domain, access, sorted(attributes).map(([n, v]) => [n, plain(v)])];
  return { id: typeof id === "string" ? id : null, digest: digest(content) };
}

/** A short text for a place that is that of no other; it tells no name. */
export function placeMark({ domain, access }: RecordKey): string {
  return digest([domain, access]);
}

function isV0(name: string): boolean {
  return ATTRIBUTES_V0.some((known) => known === name);
}

/** Not every engine keeps the order of entries. */
function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => a < b ? -1 : 1);
}

function plain(value: Attribute): unknown {
  return value === null || typeof value === "string" ? value : sorted(value);
}

/** JSON escapes halves of surrogate pairs, so that all texts have a digest of their own. */
function digest(content: unknown): string {
  return toBase64Url(sha256(utf8(JSON.stringify(content))));
}
