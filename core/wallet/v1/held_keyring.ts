/**
 * A keyring that somebody else holds (core/held_keys.ts).
 *
 * Its name is made of what stands in the header: the wallet, the slot, the slot's
 * commitment and the newest epoch. A slot that was removed, that got another password, or
 * a wallet key that was renewed thus leaves the old name without anybody who asks for it.
 *
 * @module
 */

import { toHex, wipe } from "../../bytes.ts";
import { CofferError } from "../../errors.ts";
import type { KeyHolder } from "../../held_keys.ts";
import type { HeaderV1, Slot } from "./header.ts";
import { Keyring } from "./keyring.ts";
import { type OpenHeader, openHeader } from "./open_header.ts";

const COMMITMENT_SHOWN = 16;

/** What the keyring in `slot` of a wallet is held under. */
export function heldKeyringName({ walletId, epochs }: HeaderV1, slot: Slot): string {
  const commitment = toHex(slot.commitment.subarray(0, COMMITMENT_SHOWN));
  return ["wallet", toHex(walletId), slot.id, epochs.at(-1), commitment].join("/");
}

/** A header that was opened with a keyring from elsewhere. */
export interface HeldOpening {
  /** The caller wipes its keyring. */
  readonly open: OpenHeader;
  /** The slot that had opened the wallet before. */
  readonly slotId: string;
}

/**
 * Opens the header with a keyring that is held for one of its slots, those with a password
 * only; `null` if there is none or it does not open this very header.
 */
export async function openHeld(
  header: HeaderV1,
  holder: KeyHolder,
): Promise<HeldOpening | null> {
  const slots = new Map(
    header.slots.filter(({ kind }) => kind === "password")
      .map((slot) => [heldKeyringName(header, slot), slot.id]),
  );
  const held = await holder.get([...slots.keys()]);
  const slotId = held === null ? undefined : slots.get(held.name);
  try {
    const open = slotId === undefined ? null : opened(header, held!.key);
    return open && { open, slotId: slotId! };
  } finally {
    wipe(held?.key);
  }
}

/** What is wrong with a keyring from elsewhere is no news of the wallet. */
function opened(header: HeaderV1, bytes: Uint8Array): OpenHeader | null {
  let keyring: Keyring | undefined;
  try {
    using whole = Keyring.fromBytes(header.walletId, bytes);
    keyring = whole.only(header.epochs);
    return openHeader(header, keyring);
  } catch (error) {
    keyring?.wipe();
    if (error instanceof CofferError) return null;
    throw error;
  }
}
