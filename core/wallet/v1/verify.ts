/**
 * Looks at everything in a wallet, and names all that is wrong.
 *
 * @module
 */

import { toHex } from "../../bytes.ts";
import { DamagedError } from "../../errors.ts";
import type { StoredRecord } from "../../ports.ts";
import { member, wrap } from "./digest.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { readOfOneMoment } from "./read_records.ts";
import { describeRecord, recordDamaged } from "./record.ts";
import type { WalletSession } from "./session.ts";

const HINT = "`coffer backup list` shows what there is to go back to";

/** What comes of looking at everything. */
export interface VerifyReport {
  /** Of the header that all of it was compared with. */
  generation: number;
  /** How many records the header counts. */
  count: number;
  /** How many records were found to be genuine. */
  genuine: number;
  /** Each names a record, or says how many are missing; none if all is well. */
  problems: readonly DamagedError[];
}

/**
 * Reads every record and opens every value, under one unchanged header. Nothing that it
 * finds damaged is thrown.
 *
 * @throws {ConflictError} if others write all the time
 */
export function verifyRecords(session: WalletSession): Promise<VerifyReport> {
  return readOfOneMoment(session, async (open) => {
    const tally = new Tally(open);
    for await (const { value } of session.store.scan()) tally.add(value);
    return tally.report();
  });
}

class Tally {
  readonly #open: OpenHeader;
  readonly #genuine: OpenedRecord[] = [];
  readonly #byId = new Map<string, OpenedRecord>();
  readonly #names = new Set<string>();
  readonly #problems: DamagedError[] = [];
  #found = 0;

  constructor(open: OpenHeader) {
    this.#open = open;
  }

  add(stored: StoredRecord): void {
    this.#found++;
    try {
      const record = openRecordV1(stored, this.#open);
      record.plain();
      this.#genuine.push(record);
      this.#compare(record);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.#problems.push(error);
    }
  }

  report(): VerifyReport {
    const { generation, count } = this.#open.header;
    const whole = this.#wholeProblem();
    const problems = whole === null ? this.#problems : [...this.#problems, whole];
    return { generation, count, genuine: this.#genuine.length, problems };
  }

  /** Two genuine records that cannot both be the wallet's. */
  #compare(record: OpenedRecord): void {
    const id = toHex(record.recordId);
    const other = this.#byId.get(id);
    this.#byId.set(id, record);
    if (other !== undefined) {
      const [old, now] = other.rev < record.rev ? [other, record] : [record, other];
      throw recordDamaged(
        describeRecord(old),
        `it is an older copy of what is now ${describeRecord(now)}`,
      );
    }
    const name = JSON.stringify([record.domain, record.access]);
    if (this.#names.has(name)) {
      throw recordDamaged(describeRecord(record), "there are two");
    }
    this.#names.add(name);
  }

  #wholeProblem(): DamagedError | null {
    const { header: { count }, keyring, sum } = this.#open;
    if (this.#found !== count) return wrongCount(this.#found, count);
    const found = wrap(
      this.#genuine.reduce((sum, { seal }) => sum + member(seal, keyring), 0n),
    );
    if (found === sum || this.#genuine.length < count) return null;
    return new DamagedError(
      "the wallet's records are genuine, but not all are those of its header: at least " +
        "one is older than it should be, or stands in for another",
      { hint: HINT },
    );
  }
}

function wrongCount(found: number, count: number): DamagedError {
  const difference = Math.abs(found - count);
  const records = difference === 1 ? "1 record" : `${difference} records`;
  return new DamagedError(
    found < count
      ? `the wallet holds ${records} less than the ${count} of its header`
      : `the wallet holds ${records} more than the ${count} of its header`,
    { hint: HINT },
  );
}
