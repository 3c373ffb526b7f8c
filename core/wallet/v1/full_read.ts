/**
 * Whether all records are there (docs/format_v1.md, sections 8 and 10).
 *
 * @module
 */

import { DamagedError } from "../../errors.ts";
import { MemberSum } from "./digest.ts";
import { type OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { describeRecord } from "./record.ts";

const HINT = "`coffer backup list` shows what there is to go back to";

/**
 * Adds up the records of a wallet while they are read. The header must be the same before
 * and after, or it proves nothing.
 */
export class FullRead {
  readonly #open: OpenHeader;
  readonly #recordIds = new Set<string>();
  readonly #names = new Set<string>();
  readonly #sum = new MemberSum();

  /** For the wallet of this header. */
  constructor(open: OpenHeader) {
    this.#open = open;
  }

  /**
   * Takes one record.
   *
   * @throws {DamagedError} if it was there already, here or under another name, or if there
   * was one of its name
   */
  add(record: OpenedRecord): void {
    this.#sum.add(record.seal, this.#open.keyring);
    this.#mustBeNew(this.#recordIds, record.id, record);
    const { domain, access } = record;
    this.#mustBeNew(this.#names, `${domain.length} ${domain} ${access}`, record);
  }

  #mustBeNew(seen: Set<string>, key: string, record: OpenedRecord): void {
    if (!seen.has(key)) {
      seen.add(key);
      return;
    }
    throw new DamagedError(`${describeRecord(record)} is there twice`, { hint: HINT });
  }

  /**
   * Says that these were all.
   *
   * @throws {DamagedError} if records are missing, too many, or not the newest
   */
  finish(): void {
    const { header: { count }, sum } = this.#open;
    const found = this.#recordIds.size;
    if (found !== count) {
      throw new DamagedError(
        `the wallet holds ${found} records, and its header says ${count}`,
        { hint: HINT },
      );
    }
    if (this.#sum.total === sum) return;
    throw new DamagedError(
      "the wallet's records are genuine, but not all are those of its header: at least " +
        "one is older than it should be, or stands in for another",
      { hint: HINT },
    );
  }
}
