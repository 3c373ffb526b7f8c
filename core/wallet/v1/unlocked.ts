/**
 * What comes of opening a wallet.
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import type { OpenHeader } from "./open_header.ts";
import type { SlotKey } from "./slot_key.ts";

/** An open wallet, and what opened it. All of it is the caller's, who wipes it. */
export class Unlocked implements Disposable {
  /** The header with the keys that it names. */
  readonly open: OpenHeader;
  /** Of the slot that opened; its `slotId` is the next `slotHint`. */
  readonly slotKey: SlotKey;
  /** The device key that was used: 32 bytes, or none. A copy. */
  readonly deviceKey: Uint8Array<ArrayBuffer>;

  /** Takes over what it is given. */
  constructor(
    open: OpenHeader,
    slotKey: SlotKey,
    deviceKey: Uint8Array<ArrayBuffer>,
  ) {
    this.open = open;
    this.slotKey = slotKey;
    this.deviceKey = deviceKey;
  }

  /** Overwrites all keys. */
  wipe(): void {
    this.open.keyring.wipe();
    this.slotKey.wipe();
    wipe(this.deviceKey);
  }

  /** The same as `wipe`. */
  [Symbol.dispose](): void {
    this.wipe();
  }
}
