/**
 * What a header says (docs/format_v1.md, section 7), read but not yet authenticated.
 *
 * @module
 */

import { DamagedError } from "../../errors.ts";
import type { PasswordKdf } from "./password_kdf.ts";

/** The name of this format in a header. */
export const FORMAT = "coffer/v1";

/** The longest header in characters; 16 slots with the longest labels need half of it. */
export const MAX_HEADER_LENGTH = 65_536;

/** The length of a walletId in bytes. */
export const WALLET_ID_LENGTH = 16;
/** The length of a header's seal in bytes. */
export const SEAL_LENGTH = 32;

/** Whether stores see hashes of domains and accesses, or the names. */
export type NamesMode = "sealed" | "clear";

/** The length of a device key in bytes. */
export const DEVICE_KEY_LENGTH = 32;

/** Where the device key of a slot comes from. */
export type Device =
  | { readonly kind: "none" }
  | { readonly kind: "random" }
  | {
    readonly kind: "password";
    readonly kdf: PasswordKdf;
    readonly salt: Uint8Array<ArrayBuffer>;
  };

/** What every slot has. */
interface SlotBase {
  /** 8 lower-case hexadecimal digits. */
  readonly id: string;
  /** For people; not secret. */
  readonly label: string;
  /** 32 bytes that tell whether a secret is the slot's. */
  readonly commitment: Uint8Array<ArrayBuffer>;
  /** The keyring, encrypted. */
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

/** A slot that a password opens. */
export interface PasswordSlot extends SlotBase {
  readonly kind: "password";
  readonly kdf: PasswordKdf;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly device: Device;
}

/** A slot that a CI token opens. */
export interface TokenSlot extends SlotBase {
  readonly kind: "token";
  readonly kdf: { readonly name: "none" };
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly device: { readonly kind: "none" };
}

/** One way to open a wallet. */
export type Slot = PasswordSlot | TokenSlot;

/** A header. */
export interface HeaderV1 {
  /** 16 bytes. */
  readonly walletId: Uint8Array<ArrayBuffer>;
  readonly names: NamesMode;
  /** Counts the header's versions, from 1. */
  readonly generation: number;
  /** How many records there are. */
  readonly count: number;
  /** The epochs in use, oldest first; two while the wallet key is being renewed. */
  readonly epochs: readonly number[];
  /** Over all records, encrypted. */
  readonly digest: Uint8Array<ArrayBuffer>;
  readonly slots: readonly Slot[];
  /** Over all of it. */
  readonly seal: Uint8Array<ArrayBuffer>;
}

/** The most slots. */
export const MAX_SLOTS = 16;
/** The longest label of a slot, in bytes of UTF-8. */
export const MAX_LABEL_LENGTH = 128;
/** The form of a slot's id. */
export const SLOT_ID = /^[0-9a-f]{8}$/;

/** The error for a header that is not what the format says. */
export function headerDamaged(reason: string, cause?: unknown): DamagedError {
  return new DamagedError(`the wallet's header is damaged: ${reason}`, {
    cause,
    hint: "nothing was changed; put the wallet back from a backup",
  });
}
