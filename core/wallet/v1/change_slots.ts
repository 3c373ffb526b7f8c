/**
 * The header with other slots (docs/format_v1.md, sections 7.2 and 10). The records stay
 * as they are, however many there are.
 *
 * @module
 */

import type { RandomSource } from "../../crypto/random.ts";
import { NotFoundError, RefusedError } from "../../errors.ts";
import { quote } from "../../stash/key.ts";
import { checkSlots, next } from "./change_header.ts";
import type { Slot } from "./header.ts";
import type { OpenHeader } from "./open_header.ts";

/**
 * The header with one slot more.
 *
 * @throws {LimitError} if there are 16, or if the work of all of them would be too much
 * @throws {UsageError} if there is a slot with its id
 */
export function addSlot(open: OpenHeader, slot: Slot, random: RandomSource): OpenHeader {
  return withSlots(open, [...open.header.slots, slot], random);
}

/**
 * The header without one of its slots. Who has kept the wallet key can go on reading.
 *
 * @throws {NotFoundError} if there is none with this id
 * @throws {RefusedError} if it is the last
 */
export function removeSlot(
  open: OpenHeader,
  id: string,
  random: RandomSource,
): OpenHeader {
  const { slots } = open.header;
  mustHave(slots, id);
  if (slots.length === 1) {
    throw new RefusedError(
      "the last slot cannot be removed: nothing would open the wallet",
      {
        hint: "add another password or token first",
      },
    );
  }
  return withSlots(open, slots.filter((slot) => slot.id !== id), random);
}

/**
 * The header with `slot` in the place of the one with its id, as for a new password.
 *
 * @throws {NotFoundError} if there is none with its id
 * @throws {LimitError} if the work of all slots would be too much
 */
export function replaceSlot(
  open: OpenHeader,
  slot: Slot,
  random: RandomSource,
): OpenHeader {
  const { slots } = open.header;
  mustHave(slots, slot.id);
  const replaced = slots.map((old) => old.id === slot.id ? slot : old);
  return withSlots(open, replaced, random);
}

function mustHave(slots: readonly Slot[], id: string): void {
  if (slots.some((slot) => slot.id === id)) return;
  throw new NotFoundError(`there is no slot ${quote(id)}`, {
    hint: "`coffer slot list` shows which there are",
  });
}

function withSlots(
  open: OpenHeader,
  slots: readonly Slot[],
  random: RandomSource,
): OpenHeader {
  checkSlots(slots);
  return next(open, { slots }, random);
}
