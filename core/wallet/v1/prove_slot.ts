/**
 * Shows that a new password opens a header, before that takes the place of one that the
 * old password opens.
 *
 * @module
 */

import { DamagedError } from "../../errors.ts";
import { formatHeader } from "./header_format.ts";
import { parseHeader } from "./header_parse.ts";
import { type OpenHeader, openHeader } from "./open_header.ts";
import { openSlot } from "./unlock.ts";

/** What is to open the slot. */
export interface SlotProof {
  /** The slot's id. */
  id: string;
  password: string;
  /** 32 bytes, or none; stays the caller's. */
  deviceKey: Uint8Array;
}

/**
 * Reads the text of a header that is to be stored, and opens it from the password on, as
 * the next run will: the password is stretched once more.
 *
 * @throws {AuthenticationError | DamagedError} if it does not open, or opens to other keys
 */
export async function proveSlot(
  { header: next, keyring }: OpenHeader,
  { id, password, deviceKey }: SlotProof,
): Promise<void> {
  const header = parseHeader(formatHeader(next));
  const secrets = {
    secret: { password },
    ...(deviceKey.length > 0 && { deviceKey }),
  };
  using key = await openSlot(header, id, secrets);
  using held = key.unwrap(header.slots.find((slot) => slot.id === id)!, header.walletId);
  if (held.epochs.join() !== keyring.epochs.join()) {
    throw new DamagedError("the new password does not open the keys of the wallet");
  }
  openHeader(header, held);
}
