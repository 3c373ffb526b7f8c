/**
 * Reads all records of a wallet, or a domain's, of one moment (docs/format_v1.md,
 * section 10).
 *
 * @module
 */

import { ConflictError, DamagedError } from "../../errors.ts";
import type { Version } from "../../ports.ts";
import { FullRead } from "./full_read.ts";
import { compareNames } from "./name_order.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { domainPlacesOf, type RecordName } from "./place.ts";
import { ReadAhead } from "./read_ahead.ts";
import { describeRecord, recordDamaged } from "./record.ts";
import { sameHeader } from "./header_keeper.ts";
import type { WalletSession } from "./session.ts";

/** How often a read starts anew because somebody else has written meanwhile. */
const MAX_READS = 20;

/** What is kept of a record that was read. */
export type Take<T extends RecordName> = (record: OpenedRecord) => T;

/**
 * What `take` makes of every record, in code-point order of their names. All of them are
 * there, none is older than the header, and none is there twice.
 *
 * @throws {DamagedError} if that is not so
 * @throws {ConflictError} if others write all the time
 */
export async function readAll<T extends RecordName>(
  session: WalletSession,
  take: Take<T>,
): Promise<T[]> {
  await using ahead = session.header.isOpen ? null : new ReadAhead(session.store);
  const taken = await readOfOneMoment(session, async (open, version) => {
    const read = new FullRead(open);
    const taken: T[] = [];
    for await (const { value } of ahead?.scan(version) ?? session.store.scan()) {
      const record = openRecordV1(value, open);
      read.add(record);
      taken.push(take(record));
    }
    read.finish();
    return taken;
  });
  return taken.sort(compareNames);
}

/**
 * The same for one domain. Every record was sealed under it; whether one is missing
 * cannot be told.
 *
 * @throws {DamagedError} if one is not genuine, or not of this domain
 * @throws {ConflictError} if others write all the time
 * @throws {UsageError} if the domain holds half of a surrogate pair: no record has it
 */
export async function readDomain<T extends RecordName>(
  session: WalletSession,
  domain: string,
  take: Take<T>,
): Promise<T[]> {
  const taken = await readOfOneMoment(session, async (open) => {
    const taken: T[] = [];
    for (const place of domainPlacesOf(domain, open)) {
      for await (const { value } of session.store.list({ domain: place })) {
        const record = openRecordV1(value, open);
        if (record.domain !== domain) throw elsewhere(record);
        taken.push(take(record));
      }
    }
    return taken;
  });
  return taken.sort(compareNames);
}

/**
 * Runs `read` until the header is the same before and after; what it finds damaged counts
 * only then.
 *
 * @throws {ConflictError} if it never is
 */
export async function readOfOneMoment<T>(
  session: WalletSession,
  read: (open: OpenHeader, version: Version) => Promise<T>,
): Promise<T> {
  let before = await session.header.fresh();
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const { value, damage } = await outcomeOf(() => read(before.open, before.version));
    const after = await session.header.reread();
    if (sameHeader(before.open, after.open)) {
      if (damage !== undefined) throw damage;
      return value!;
    }
    before = after;
  }
  throw new ConflictError("others kept changing the wallet while it was read", {
    hint: "try again when they have finished",
  });
}

async function outcomeOf<T>(
  read: () => Promise<T>,
): Promise<{ value?: T; damage?: DamagedError }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof DamagedError) return { damage: error };
    throw error;
  }
}

function elsewhere(record: RecordName): DamagedError {
  return recordDamaged(describeRecord(record), "the store gave it for another domain");
}
