/**
 * Renewing the wallet key (docs/format_v1.md, section 11): a new epoch begins, records
 * move into it one by one, the old one ends. A wallet can be used, and the work taken up
 * again, at every point in between.
 *
 * @module
 */

import type { RandomSource } from "../../crypto/random.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { next } from "./change_header.ts";
import type { Slot } from "./header.ts";
import type { Keyring } from "./keyring.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { type SealedRecord, sealRecordV1 } from "./seal_record.ts";
import type { SlotKey } from "./slot_key.ts";

/** What both ends of a renewal take. */
export interface RenewOptions {
  /** The keys of the slots whose secret is at hand. */
  slotKeys: readonly SlotKey[];
  random: RandomSource;
}

/** A renewal that has begun, with a keyring of its own for the caller to wipe. */
export interface BegunRenewal {
  readonly open: OpenHeader;
  /** The slots that are gone, since nobody gave their secret. */
  readonly dropped: readonly Slot[];
}

/** Whether a renewal has begun and not ended. */
export function isRenewing({ header }: OpenHeader): boolean {
  return header.epochs.length > 1;
}

/**
 * The first commit: a header with a new key, wrapped for the slots whose keys are given,
 * and for no others.
 *
 * @throws {RefusedError} if no slot would be left, or a renewal is under way already
 */
export function beginRenewal(
  open: OpenHeader,
  { slotKeys, random }: RenewOptions,
): BegunRenewal {
  if (isRenewing(open)) {
    throw new RefusedError("the wallet key is being renewed already", {
      hint: "finish that first: `coffer reconf --rotate-key` continues it",
    });
  }
  const { slots } = open.header;
  const [kept, dropped] = [true, false].map((keep) =>
    slots.filter((slot) => (keyOf(slot, slotKeys) !== undefined) === keep)
  ) as [Slot[], Slot[]];
  if (kept.length === 0) throw new RefusedError("no slot would open the wallet any more");
  const keyring = open.keyring.extended(random);
  const content = {
    epochs: keyring.epochs,
    slots: kept.map((slot) => rewrapped(slot, slotKeys, { keyring, random })),
  };
  return { open: next(open, content, random, keyring), dropped };
}

/**
 * A record of the old epoch in the new one: same recordId and time, one revision more, and
 * in another place if names are sealed. What was stored under `record.key` goes in the same
 * commit.
 *
 * @throws {DamagedError} if a value of it is not what was sealed
 */
export function renewRecord(
  record: OpenedRecord,
  open: OpenHeader,
  random: RandomSource,
): SealedRecord {
  const { recordId, rev, updated } = record;
  return sealRecordV1(record.plain(), open, { recordId, rev: rev + 1, updated, random });
}

/**
 * The last commit, for when a full read has found no record of the old epoch: a header
 * without its key. Slots whose keys are given are freed of it too; in the others it stays
 * wrapped, where it opens nothing that is left. The keyring is a new one, for the caller to
 * wipe.
 *
 * @throws {UsageError} if no renewal is under way
 */
export function finishRenewal(
  open: OpenHeader,
  { slotKeys, random }: RenewOptions,
): OpenHeader {
  if (!isRenewing(open)) throw new UsageError("the wallet key is not being renewed");
  const keyring = open.keyring.only(open.header.epochs.slice(-1));
  const content = {
    epochs: keyring.epochs,
    slots: open.header.slots.map((slot) =>
      keyOf(slot, slotKeys) === undefined
        ? slot
        : rewrapped(slot, slotKeys, { keyring, random })
    ),
  };
  return next(open, content, random, keyring);
}

function keyOf(slot: Slot, slotKeys: readonly SlotKey[]): SlotKey | undefined {
  return slotKeys.find((key) => key.slotId === slot.id && key.fits(slot));
}

function rewrapped(
  slot: Slot,
  slotKeys: readonly SlotKey[],
  options: { keyring: Keyring; random: RandomSource },
): Slot {
  return keyOf(slot, slotKeys)!.wrap(slot, options) as Slot;
}
