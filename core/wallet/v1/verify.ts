/**
 * Looks at everything in a wallet, and names all that is wrong.
 *
 * @module
 */

import { DamagedError, type RollbackError } from "../../errors.ts";
import type { StoredRecord } from "../../ports.ts";
import { member, wrap } from "./digest.ts";
import { type Finding, kindOf } from "./finding.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { readOfOneMoment } from "./read_records.ts";
import { describeRecord, recordDamaged } from "./record.ts";
import { newest, recordRolledBack, type Seen, seenHeader } from "./seen.ts";
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
  /** The same with their kinds, and records that are older than was seen. */
  findings: readonly Finding[];
  /** All of this, as a device remembers it. */
  seen: Seen;
}

/** What is known beside the wallet. */
export interface VerifyOptions {
  /** What this device has seen of the wallet, if anything. */
  seen?: Seen | null | undefined;
}

/**
 * Reads every record and opens every value, under one unchanged header. Nothing that it
 * finds damaged is thrown.
 *
 * @throws {ConflictError} if others write all the time
 */
export function verifyRecords(
  session: WalletSession,
  { seen = null }: VerifyOptions = {},
): Promise<VerifyReport> {
  return readOfOneMoment(session, async (open) => {
    const tally = new Tally(open, seen);
    for await (const { value } of session.store.scan()) tally.add(value);
    return tally.report();
  });
}

class Tally {
  readonly #open: OpenHeader;
  readonly #genuine: OpenedRecord[] = [];
  readonly #byId = new Map<string, OpenedRecord>();
  readonly #names = new Set<string>();
  readonly #findings: Finding[] = [];
  readonly #seen: Seen | null;
  #found = 0;

  constructor(open: OpenHeader, seen: Seen | null) {
    this.#open = open;
    this.#seen = seen;
  }

  add(stored: StoredRecord): void {
    this.#found++;
    const { domain, access } = stored;
    const key = { domain, access };
    try {
      const record = openRecordV1(stored, this.#open);
      record.plain();
      this.#genuine.push(record);
      const stale = this.#rolledBack(record) ?? this.#rivalOf(record);
      if (stale !== null) this.#findings.push({ kind: "stale", key, error: stale });
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.#findings.push({ kind: kindOf(stored, this.#open), key, error });
    }
  }

  report(): VerifyReport {
    const { header } = this.#open;
    const { generation, count } = header;
    const whole = this.#wholeProblem();
    const findings = whole === null ? this.#findings : [...this.#findings, whole];
    const revs = this.#genuine.map(({ id, rev }): [string, number] => [id, rev]);
    return {
      generation,
      count,
      genuine: this.#genuine.length,
      problems: findings.map(({ error }) => error).filter((error) =>
        error instanceof DamagedError
      ),
      findings,
      seen: { ...seenHeader(header), records: newest(new Map(revs)) },
    };
  }

  /** What this device knows better. */
  #rolledBack(record: OpenedRecord): RollbackError | null {
    const { rev, id } = record;
    const isSame = this.#seen?.walletId === seenHeader(this.#open.header).walletId;
    const seen = isSame ? this.#seen!.records.get(id) ?? 0 : 0;
    return rev < seen ? recordRolledBack(describeRecord(record), { rev, seen }) : null;
  }

  /** Two genuine records that cannot both be the wallet's. */
  #rivalOf(record: OpenedRecord): DamagedError | null {
    const { id } = record;
    const other = this.#byId.get(id);
    this.#byId.set(id, record);
    if (other !== undefined) {
      const [old, now] = other.rev < record.rev ? [other, record] : [record, other];
      return recordDamaged(
        describeRecord(old),
        `it is an older copy of what is now ${describeRecord(now)}`,
      );
    }
    const name = JSON.stringify([record.domain, record.access]);
    if (this.#names.has(name)) {
      return recordDamaged(describeRecord(record), "there are two");
    }
    this.#names.add(name);
    return null;
  }

  #wholeProblem(): Finding | null {
    const { header: { count }, keyring, sum } = this.#open;
    if (this.#found !== count) {
      const kind = this.#found < count ? "missing" : "stale";
      return { kind, key: null, error: wrongCount(this.#found, count) };
    }
    const found = wrap(
      this.#genuine.reduce((sum, { seal }) => sum + member(seal, keyring), 0n),
    );
    if (found === sum || this.#genuine.length < count) return null;
    const error = new DamagedError(
      "the wallet's records are genuine, but not all are those of its header: at least " +
        "one is older than it should be, or stands in for another",
      { hint: HINT },
    );
    return { kind: "stale", key: null, error };
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
