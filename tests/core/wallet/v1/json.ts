/**
 * Stored records and doors as JSON, for vectors.
 *
 * @module
 */

import { toHex } from "../../../../core/bytes.ts";
import type { Attribute, StoredRecord } from "../../../../core/ports.ts";
import { type RecordV1, sortedByName } from "../../../../core/wallet/v1/record.ts";
import type { Door } from "./sample_wallets.ts";

/** A record as JSON has it. */
export interface RecordJson {
  domain: string;
  access: string;
  attributes: Record<string, string | null | Record<string, string>>;
}

/** A stored record as JSON. */
export function recordJson({ domain, access, attributes }: StoredRecord): RecordJson {
  const json = (value: Attribute) =>
    value instanceof Map ? Object.fromEntries(value) : value as string | null;
  const members = Array.from(attributes, ([name, value]) => [name, json(value)] as const);
  return { domain, access, attributes: Object.fromEntries(members) };
}

/** A stored record from JSON. */
export function storedRecord({ domain, access, attributes }: RecordJson): StoredRecord {
  const attribute = (value: RecordJson["attributes"][string]): Attribute =>
    typeof value === "object" && value !== null ? new Map(Object.entries(value)) : value;
  return {
    domain,
    access,
    attributes: new Map(
      Object.entries(attributes).map(([name, value]) => [name, attribute(value)]),
    ),
  };
}

/** A record in the clear as JSON; entries as a sorted list, since any name may occur. */
export function plainJson({ info, updated, ...record }: RecordV1) {
  return { ...record, info: info === null ? null : [...sortedByName(info)], updated };
}

/** What opens a slot, as JSON. */
export function doorJson({ slotId, secret, deviceKey, devicePassword }: Door) {
  return {
    slotId,
    ...secret,
    ...(deviceKey === undefined ? {} : { deviceKey: toHex(deviceKey) }),
    ...(devicePassword === undefined ? {} : { devicePassword }),
  };
}
