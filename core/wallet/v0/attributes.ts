/**
 * Between the records of format v0 and what a store keeps: four attributes, by the
 * names that secret_wallet gives them.
 *
 * @module
 */

import { DamagedError } from "../../errors.ts";
import type { Attribute, StoredRecord } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import type { StoredRecordV0 } from "../stored_v0.ts";

/** The attributes of a v0 record, and no others. */
export const ATTRIBUTES_V0 = ["uid", "pwd", "info", "timestamp"] as const;

/** As a store keeps it. */
export function toStored(record: StoredRecordV0): StoredRecord {
  const { domain, access, uid, pwd, info, timestamp } = record;
  return {
    domain,
    access,
    attributes: new Map<string, Attribute>([
      ["uid", uid],
      ["pwd", pwd],
      ["info", info],
      ["timestamp", timestamp],
    ]),
  };
}

/**
 * As the format reads it. An attribute that is not there is `null`, a missing info map
 * empty.
 *
 * @throws {DamagedError} if an attribute is a text where a map belongs, or the reverse
 */
export function fromStored({ domain, access, attributes }: StoredRecord): StoredRecordV0 {
  const text = (name: string): string | null => {
    const value = attributes.get(name) ?? null;
    if (value === null || typeof value === "string") return value;
    throw misshapen(domain, access, name);
  };
  const info = attributes.get("info") ?? new Map<string, string>();
  if (typeof info === "string") throw misshapen(domain, access, "info");
  return {
    domain,
    access,
    uid: text("uid"),
    pwd: text("pwd"),
    info,
    timestamp: text("timestamp"),
  };
}

function misshapen(domain: string, access: string, name: string): DamagedError {
  return new DamagedError(`${name} of ${formatKey([domain, access])} is damaged`, {
    hint: "restore the record from a backup",
  });
}
