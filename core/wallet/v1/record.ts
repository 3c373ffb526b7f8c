/**
 * A record in the clear, as format v1 has it.
 *
 * @module
 */

import { DamagedError, UsageError } from "../../errors.ts";
import { formatKey } from "../../stash/key.ts";
import type { WalletRecord } from "../record.ts";
import { compareBytes } from "./encoding.ts";
import { utf8 } from "../../bytes.ts";
import type { RecordName } from "./place.ts";

/**
 * A record whose info may be absent too (`null`), which is not the same as empty. Entries
 * come in the order of their names' UTF-8 bytes: the format keeps no other.
 */
export interface RecordV1 extends Omit<WalletRecord, "info"> {
  info: Map<string, string> | null;
}

/** Entries of `info` in the order of the format. */
export function sortedByName<T>(entries: Iterable<readonly [string, T]>): Map<string, T> {
  const items = Array.from(entries, ([name, value]) => ({
    name,
    bytes: utf8(name),
    value,
  }));
  items.sort((a, b) => compareBytes(a.bytes, b.bytes));
  return new Map(items.map(({ name, value }) => [name, value]));
}

/** The error for a record that is not as its writer left it. */
export function recordDamaged(
  name: string,
  reason: string,
  cause?: unknown,
): DamagedError {
  return new DamagedError(`${name} is damaged, or was tampered with: ${reason}`, {
    cause,
    hint:
      "put a backup back (`coffer backup list`), or let it go: `coffer delete --damaged`",
  });
}

/** "the record DOMAIN/ACCESS", escaped. */
export function describeRecord({ domain, access }: RecordName): string {
  return `the record ${formatKey([domain, access])}`;
}

/**
 * Says whose text it is that cannot be sealed.
 *
 * @throws {UsageError} what `seal` throws, with the place
 */
export function sealing<T>(what: string, name: RecordName, seal: () => T): T {
  try {
    return seal();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(
      `${what} of ${describeRecord(name)} cannot be stored: ${cause.message}`,
      { cause, ...(cause.hint === undefined ? {} : { hint: cause.hint }) },
    );
  }
}
