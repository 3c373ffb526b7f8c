/**
 * Places and records as the agent's protocol (protocol.ts) has them in JSON: maps as lists
 * of pairs, since any name may occur. Readers give `null` for what is none.
 *
 * @module
 */

import type { Attribute, RecordKey, StoredRecord } from "../core/ports.ts";
import type { WalletRecord } from "../core/wallet/record.ts";

type Members = Readonly<Record<string, unknown>>;
type Pairs<T> = readonly (readonly [string, T])[];

/** An attribute in JSON. */
type AttributeJson = string | null | Pairs<string>;

/** A stored record in JSON. */
export interface StoredJson extends RecordKey {
  readonly attributes: Pairs<AttributeJson>;
}

/** A record in the clear, in JSON. */
export interface RecordJson extends Omit<WalletRecord, "info"> {
  readonly info: Pairs<string>;
}

/** A stored record for the wire. */
export function storedJson({ domain, access, attributes }: StoredRecord): StoredJson {
  const pairs = [...attributes].map(([name, value]) =>
    [name, value === null || typeof value === "string" ? value : [...value]] as const
  );
  return { domain, access, attributes: pairs };
}

/** A stored record from the wire. */
export function storedOf(json: unknown): StoredRecord | null {
  const key = keyOf(json);
  const attributes = mapOf((json as Members | null)?.["attributes"], attributeOf);
  return key && attributes && { ...key, attributes };
}

/** A record for the wire. */
export function recordJson(record: WalletRecord): RecordJson {
  return { ...record, info: [...record.info] };
}

/** A record from the wire. */
export function recordOf(json: unknown): WalletRecord | null {
  const key = keyOf(json);
  if (key === null) return null;
  const { uid, pwd, info, updated } = json as Members;
  const entries = mapOf(info, textOf);
  if (entries === null || !isValue(uid) || !isValue(pwd) || !isText(updated)) return null;
  return { ...key, uid, pwd, info: entries, updated };
}

/** A place from the wire. */
export function keyOf(json: unknown): RecordKey | null {
  if (typeof json !== "object" || json === null) return null;
  const { domain, access } = json as Members;
  return isText(domain) && isText(access) ? { domain, access } : null;
}

function attributeOf(json: unknown): Attribute | undefined {
  return isValue(json) ? json : mapOf(json, textOf) ?? undefined;
}

function textOf(json: unknown): string | undefined {
  return isText(json) ? json : undefined;
}

/** `null` if it is no list of pairs, or `read` gives `undefined` for one. */
function mapOf<T>(
  json: unknown,
  read: (value: unknown) => T | undefined,
): Map<string, T> | null {
  if (!Array.isArray(json)) return null;
  const map = new Map<string, T>();
  for (const pair of json) {
    const [name, json] = Array.isArray(pair) ? pair : [];
    const value = read(json);
    if (!isText(name) || value === undefined) return null;
    map.set(name, value);
  }
  return map;
}

function isValue(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
