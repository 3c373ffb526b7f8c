/**
 * The first and the last commit of a renewal of the wallet key (docs/format_v1.md, section
 * 11), each on top of what others do to the header meanwhile.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { OpenHeader } from "./open_header.ts";
import { beginRenewal, finishRenewal, isRenewing } from "./renew_key.ts";
import { hasKey, mustFit, type SlotName, slotName } from "./renew_slots.ts";
import type { WalletSession } from "./session.ts";
import type { SlotKey } from "./slot_key.ts";

/**
 * Begins, unless a renewal is under way already: gives the slots that are gone, or `null`.
 *
 * @throws {ConflictError} if a slot of `slotKeys` was changed by somebody else; nothing is
 * written then
 */
export async function begin(
  session: WalletSession,
  slotKeys: readonly SlotKey[],
): Promise<SlotName[] | null> {
  const { random } = session.surroundings;
  let dropped: SlotName[] = [];
  const began = await changeHeaderIf(session, (open) => {
    if (isRenewing(open)) return null;
    mustFit(open.header, slotKeys);
    const begun = beginRenewal(open, { slotKeys, random });
    dropped = begun.dropped.map(slotName);
    return begun.open;
  });
  return began ? dropped : null;
}

/**
 * Ends the renewal to `epoch`, unless somebody else has done so; no record of an older one
 * may be left. Gives the slots that still hold the old key, since theirs was not at hand.
 */
export async function finish(
  session: WalletSession,
  { slotKeys, epoch }: { slotKeys: readonly SlotKey[]; epoch: number },
): Promise<SlotName[]> {
  const { random } = session.surroundings;
  let unfreed: SlotName[] = [];
  await changeHeaderIf(session, (open) => {
    const { epochs, slots } = open.header;
    unfreed = slots.filter((slot) => !hasKey(slot, slotKeys)).map(slotName);
    if (!isRenewing(open) || epochs.at(-1) !== epoch) return null;
    return finishRenewal(open, { slotKeys, random });
  });
  return unfreed;
}

/** Commits the header that `make` gives, and nothing if it gives `null`. */
async function changeHeaderIf(
  session: WalletSession,
  make: (open: OpenHeader) => OpenHeader | null,
): Promise<boolean> {
  let overtaken = false;
  try {
    await session.changeHeader((open) => {
      const next = make(open);
      if (next !== null) return next;
      overtaken = true;
      throw new ConflictError("somebody else was quicker");
    });
  } catch (error) {
    if (!overtaken) throw error;
  }
  return !overtaken;
}
