/**
 * The whole content of a store in memory, for stores that keep it there or read and
 * write it as a whole.
 *
 * @module
 */

import type { Attribute, RecordKey, StoredRecord } from "../core/ports.ts";
import { keyText, type RecordTarget } from "./changes.ts";
import { compareKeys } from "./record_order.ts";

/** A header and records. Nothing that goes in or comes out is shared. */
export class RecordContent implements RecordTarget {
  #header: string | null = null;
  readonly #records = new Map<string, StoredRecord>();

  /** The header, or `null`. */
  header(): string | null {
    return this.#header;
  }

  /** Sets or takes away the header. */
  setHeader(header: string | null): void {
    this.#header = header;
  }

  /** Whether there is a record at `key`. */
  has(key: RecordKey): boolean {
    return this.#records.has(keyText(key));
  }

  /** The record at `key`, or `null`. */
  get(key: RecordKey): StoredRecord | null {
    const record = this.#records.get(keyText(key));
    return record === undefined ? null : copyOf(record);
  }

  /** Puts a record in place of what was at its key. */
  put(record: StoredRecord): void {
    this.#records.set(keyText(record), copyOf(record));
  }

  /** Removes what is at `key`. */
  delete(key: RecordKey): void {
    this.#records.delete(keyText(key));
  }

  /** All records, or those of one domain, in order (record_order.ts). */
  sorted(domain?: string): StoredRecord[] {
    return [...this.#records.values()]
      .filter((record) => domain === undefined || record.domain === domain)
      .sort(compareKeys)
      .map(copyOf);
  }

  /** The same once more. */
  copy(): RecordContent {
    const copy = new RecordContent();
    copy.setHeader(this.#header);
    for (const record of this.#records.values()) copy.put(record);
    return copy;
  }
}

function copyOf({ domain, access, attributes }: StoredRecord): StoredRecord {
  const copied = [...attributes].map(([name, value]): [string, Attribute] => [
    name,
    value === null || typeof value === "string" ? value : new Map(value),
  ]);
  return { domain, access, attributes: new Map(copied) };
}
