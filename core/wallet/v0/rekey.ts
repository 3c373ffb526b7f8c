/**
 * Sealing a wallet of format v0 anew under another key: after a change of the memorable
 * password or the device password.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import type { FernetKey } from "../../crypto/fernet.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { AuthenticationError, DamagedError, UnavailableError } from "../../errors.ts";
import type { RecordChange, RecordStore, StoredRecord, Versioned } from "../../ports.ts";
import { openRecordV0, sealRecordV0 } from "../format_v0.ts";
import { commitAll } from "../in_parts.ts";
import type { WalletRecord } from "../record.ts";
import type { RecordName } from "../wallet.ts";
import { fromStored, toStored } from "./attributes.ts";

/** From which key to which. */
export interface RekeyOptions {
  from: FernetKey;
  to: FernetKey;
  clock: Clock;
  random: RandomSource;
  /** Called once before anything is written: the moment for a backup. */
  beforeWriting?: () => Promise<void>;
  /** Told after each record. */
  onProgress?: (done: number, total: number) => void;
}

/** What came of it. */
export interface Rekeyed {
  /** How many records were sealed anew. */
  changed: number;
  /** How many had the new key already: an earlier run has got so far. */
  already: number;
  /** Records that neither key opens; they are as they were. */
  unopened: RecordName[];
}

/**
 * Seals every record anew that the old key opens, timestamps kept. Where the engine
 * allows it, all change in one commit; where not, a run that was stopped goes on when it
 * is started again. What was written is read back and opened.
 *
 * @throws {AuthenticationError} if there are records and neither key opens any
 * @throws {ConflictError} if somebody else changed a record meanwhile
 * @throws {UnavailableError} if what was read back does not open
 */
export async function rekeyV0(
  store: RecordStore,
  options: RekeyOptions,
): Promise<Rekeyed> {
  const records = await Array.fromAsync(store.list());
  const result: Rekeyed = { changed: 0, already: 0, unopened: [] };
  const changes: RecordChange[] = [];
  for (const [index, record] of records.entries()) {
    const change = rekeyed(record, options, result);
    if (change !== null) changes.push(change);
    options.onProgress?.(index + 1, records.length);
  }
  if (records.length > 0 && result.unopened.length === records.length) {
    throw new AuthenticationError("wrong memorable password, or wrong device key", {
      hint: "no record of this wallet opens with it; nothing was written",
    });
  }
  if (changes.length > 0) await options.beforeWriting?.();
  await commitAll(store, changes);
  await assertAllOpen(store, changes, options.to);
  return { ...result, changed: changes.length };
}

function rekeyed(
  { value, version }: Versioned<StoredRecord>,
  { from, to, clock, random }: RekeyOptions,
  result: Rekeyed,
): RecordChange | null {
  const record = tryToOpen(value, from);
  if (record === null) {
    if (tryToOpen(value, to) !== null) result.already++;
    else result.unopened.push({ domain: value.domain, access: value.access });
    return null;
  }
  const sealed = sealRecordV0(record, {
    key: to,
    clock,
    random,
    ...(record.updated !== undefined && { timestamp: record.updated }),
  });
  return { do: "put", record: toStored(sealed), expected: version };
}

function tryToOpen(stored: StoredRecord, key: FernetKey): WalletRecord | null {
  try {
    return openRecordV0(fromStored(stored), key);
  } catch (error) {
    if (error instanceof AuthenticationError || error instanceof DamagedError) {
      return null;
    }
    throw error;
  }
}

async function assertAllOpen(
  store: RecordStore,
  changes: readonly RecordChange[],
  key: FernetKey,
): Promise<void> {
  const open = new Set<string>();
  for await (const { value } of store.scan()) {
    if (tryToOpen(value, key) !== null) open.add(nameOf(value));
  }
  const written = changes.flatMap((change) => change.do === "put" ? [change.record] : []);
  if (written.every((record) => open.has(nameOf(record)))) return;
  throw new UnavailableError("what was written does not all open with the new password", {
    hint: "the backup that was made before holds everything as it was",
  });
}

function nameOf({ domain, access }: RecordName): string {
  return JSON.stringify([domain, access]);
}
