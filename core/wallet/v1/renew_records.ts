/**
 * The second step of a renewal of the wallet key (docs/format_v1.md, section 11): records
 * move to the new key, some at a time, while others read and write.
 *
 * @module
 */

import { inParts } from "../in_parts.ts";
import { movesAtOnce } from "./batches.ts";
import { type Edit, putEdit } from "./edit.ts";
import { finderOf } from "./find.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { RecordName } from "./place.ts";
import { readAll } from "./read_records.ts";
import { renewRecord } from "./renew_key.ts";
import type { WalletSession } from "./session.ts";

/**
 * The most records of one commit: whoever changes the wallet while one is made lets it be
 * made once more.
 */
const MAX_AT_ONCE = 250;

/** A record of which every value was opened. */
export interface Checked extends RecordName {
  /** Of the key that it is sealed with. */
  readonly epoch: number;
}

/** How far it has got. */
export interface Moved {
  /** How many records were moved by this run. */
  moved: number;
  /** How many there are. */
  records: number;
}

/**
 * Reads all records of one moment, and opens every value.
 *
 * @throws {DamagedError} if anything is not as it was sealed
 * @throws {ConflictError} if others write all the time
 */
export function checkedRecords(session: WalletSession): Promise<Checked[]> {
  return readAll(session, checked);
}

function checked(record: OpenedRecord): Checked {
  record.plain();
  const { domain, access, seal: { epoch } } = record;
  return { domain, access, epoch };
}

/**
 * Moves records until a full read finds none that is older than `epoch`, and everything
 * opens. `onProgress` is told how many have the new key, of how many.
 *
 * @throws {DamagedError | ConflictError} as `checkedRecords`; what was moved stays moved
 */
export async function moveRecords(
  session: WalletSession,
  { first, epoch, onProgress }: {
    /** All records, read before. */
    first: readonly Checked[];
    epoch: number;
    onProgress?: ((done: number, total: number) => void) | undefined;
  },
): Promise<Moved> {
  const size = Math.min(movesAtOnce(session.store), MAX_AT_ONCE);
  let records = first;
  let moved = 0;
  // Once more at least: what others wrote before the new key was there is old, too.
  do {
    const old = records.filter((record) => record.epoch < epoch);
    let done = records.length - old.length;
    await inParts(old, size, async (names) => {
      moved += await moveSome(session, names);
      done += names.length;
      onProgress?.(done, records.length);
    });
    records = await checkedRecords(session);
  } while (records.some((record) => record.epoch < epoch));
  return { moved, records: records.length };
}

/** One commit; leaves out what was moved, renamed or deleted meanwhile. */
async function moveSome(
  session: WalletSession,
  names: readonly RecordName[],
): Promise<number> {
  const { store, surroundings: { random } } = session;
  let count = 0;
  await session.change(async (open) => {
    const find = await finderOf(store, open, names);
    const edits: Edit[] = [];
    for (const name of names) {
      const found = await find(name);
      if (found === null || found.parts.epoch === open.keyring.newest.epoch) continue;
      edits.push(putEdit(name, renewRecord(found.record, open, random), found));
    }
    count = edits.length;
    return edits;
  });
  return count;
}
