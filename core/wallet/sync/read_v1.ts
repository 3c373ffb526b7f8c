/**
 * All records of a v1 wallet as items: opened with its key, or as the store has them.
 *
 * @module
 */

import { ConflictError, DamagedError } from "../../errors.ts";
import type { RecordStore, StoredRecord } from "../../ports.ts";
import { markOf, placeMark } from "../copy/content.ts";
import { nameOf } from "../v1/batches.ts";
import { FullRead } from "../v1/full_read.ts";
import { parseHeader } from "../v1/header_parse.ts";
import { openRecordV1 } from "../v1/open_record.ts";
import type { OpenedRecord } from "../v1/opened_record.ts";
import type { OpenHeader } from "../v1/open_header.ts";
import { compareNames } from "../v1/name_order.ts";
import { storedHeader } from "../v1/opening.ts";
import { parseRecord } from "../v1/parse_record.ts";
import { readOfOneMoment } from "../v1/read_records.ts";
import type { WalletSession } from "../v1/session.ts";
import type { RecordName } from "../wallet.ts";
import type { Item } from "./replica.ts";

/** A record that was found to be genuine. */
export interface ItemV1 extends Item {
  readonly name: RecordName;
  readonly rev: number;
  readonly record: OpenedRecord;
}

/** All records of one moment, in the order of their names, and their header. */
export interface ReadV1 {
  readonly items: ItemV1[];
  readonly open: OpenHeader;
}

/**
 * Reads everything: all of it is there, genuine, and not older than the header.
 *
 * @throws {DamagedError} if that is not so
 * @throws {ConflictError} if others write all the time
 */
export function readOpened(session: WalletSession): Promise<ReadV1> {
  return readOfOneMoment(session, async (open) => {
    const read = new FullRead(open);
    const items: ItemV1[] = [];
    for await (const { value: stored, version } of session.store.scan()) {
      const record = openRecordV1(stored, open);
      read.add(record);
      items.push({ ...itemOf(record, stored), version });
    }
    read.finish();
    items.sort((a, b) => compareNames(a.name, b.name));
    return { items, open };
  });
}

/** The item of a record, but for what its store calls it. */
export function itemOf(
  record: OpenedRecord,
  stored: StoredRecord,
): Omit<ItemV1, "version"> {
  const { rev } = record;
  const [name, place] = [nameOf(record), placeMark(stored)];
  return { ...markOf(stored), place, stored, name, rev, record };
}

/**
 * Reads everything without a key; nothing shows that it is genuine.
 *
 * @throws {DamagedError} if a record has not the form of one, or is there twice
 * @throws {ConflictError} if it is changed meanwhile
 */
export async function readSealed(store: RecordStore): Promise<Item[]> {
  const { value: header } = await storedHeader(store);
  const { names } = parseHeader(header);
  const items = new Map<string, Item>();
  for await (const { value: stored, version } of store.scan()) {
    const { parts: { rev } } = parseRecord(stored);
    const mark = markOf(stored);
    if (items.has(mark.id!)) throw thereTwice(store);
    const name = names === "clear" ? nameOf(stored) : null;
    items.set(mark.id!, {
      ...mark,
      place: placeMark(stored),
      stored,
      version,
      name,
      rev,
    });
  }
  if ((await storedHeader(store)).value === header) return [...items.values()];
  throw new ConflictError(`${store.location} was changed while it was read`, {
    hint: "try again when nobody else writes",
  });
}

function thereTwice({ location }: RecordStore): DamagedError {
  return new DamagedError(`a record is twice in ${location}`, {
    hint: "put it back from a backup: `coffer backup list`",
  });
}
