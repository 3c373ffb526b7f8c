/**
 * The first header of a wallet, and the next (docs/format_v1.md, section 10): every change
 * of records or slots makes a new generation.
 *
 * @module
 */

import type { RandomSource } from "../../crypto/random.ts";
import { DamagedError, LimitError, UsageError } from "../../errors.ts";
import { member, type RecordSeal, wrap } from "./digest.ts";
import { type HeaderV1, MAX_SLOTS, type NamesMode, type Slot } from "./header.ts";
import type { Keyring } from "./keyring.ts";
import { type OpenHeader, sealHeader } from "./open_header.ts";
import { MAX_WORK } from "./password_kdf.ts";
import { slotsWork } from "./slot_form.ts";

/** One record before and after; `null` where there is none. */
export interface SealChange {
  readonly old: RecordSeal | null;
  readonly new: RecordSeal | null;
}

/** What a new wallet's header takes. */
export interface NewHeaderOptions {
  names: NamesMode;
  /** One or more, made with the same keyring. */
  slots: readonly Slot[];
  random: RandomSource;
}

/**
 * The header of a wallet without records.
 *
 * @throws {LimitError | UsageError} as `checkSlots`
 */
export function newHeader(
  keyring: Keyring,
  { names, slots, random }: NewHeaderOptions,
): OpenHeader {
  checkSlots(slots);
  const content = {
    names,
    generation: 1,
    count: 0,
    epochs: keyring.epochs,
    slots,
    sum: 0n,
  };
  return sealHeader(content, { keyring, random });
}

/**
 * The header after records were added, changed and removed.
 *
 * @throws {DamagedError} if more would be removed than there are
 */
export function changeRecords(
  open: OpenHeader,
  changes: readonly SealChange[],
  random: RandomSource,
): OpenHeader {
  let { count } = open.header;
  let { sum } = open;
  for (const { old, new: now } of changes) {
    if (old !== null) sum -= member(old, open.keyring);
    if (now !== null) sum += member(now, open.keyring);
    count += Number(now !== null) - Number(old !== null);
  }
  if (count < 0) throw new DamagedError("the wallet's header counts too few records");
  return next(open, { count, sum: wrap(sum) }, random);
}

/**
 * Whether a wallet may have these slots.
 *
 * @throws {UsageError} if there are none, or two with the same id
 * @throws {LimitError} if there are more than 16, or if their work is too much
 */
export function checkSlots(slots: readonly Slot[]): void {
  if (slots.length < 1) throw new UsageError("a wallet needs a slot");
  if (slots.length > MAX_SLOTS) {
    throw new LimitError(`a wallet has at most ${MAX_SLOTS} slots`, {
      hint: "remove one that is no longer used",
    });
  }
  if (new Set(slots.map(({ id }) => id)).size !== slots.length) {
    throw new UsageError("there is a slot with this id already");
  }
  if (slotsWork(slots) > MAX_WORK) {
    throw new LimitError("trying all slots of the wallet would take too long", {
      hint: "give the new slot lower costs, or remove one that is no longer used",
    });
  }
}

/** The next generation, sealed with the keys of `open` unless others are given. */
export function next(
  open: OpenHeader,
  content: Partial<Pick<HeaderV1, "count" | "epochs" | "slots">> & { sum?: bigint },
  random: RandomSource,
  keyring: Keyring = open.keyring,
): OpenHeader {
  const { names, generation, count, epochs, slots } = open.header;
  const before = { names, count, epochs, slots, sum: open.sum };
  return sealHeader(
    { ...before, ...content, generation: generation + 1 },
    { keyring, random },
  );
}
