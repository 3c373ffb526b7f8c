/**
 * New wallets of format v1.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";
import type { Surroundings } from "../v0/wallet.ts";
import { assertHoldsV1 } from "./able_store.ts";
import { newHeader } from "./change_header.ts";
import type { DeviceWithKey } from "./device.ts";
import type { NamesMode, Slot } from "./header.ts";
import { formatHeader } from "./header_format.ts";
import { Keyring } from "./keyring.ts";
import { newPasswordSlot, newSlotId, newTokenSlot } from "./new_slot.ts";
import type { PasswordKdf } from "./password_kdf.ts";
import { WalletSession } from "./session.ts";
import { walletOf, type WalletV1 } from "./wallet.ts";
import { notEmpty } from "./wallet_errors.ts";

/** What a slot of a new wallet is to be. */
export type SlotToMake =
  | {
    kind: "password";
    password: string;
    /** For people; at most 128 bytes of UTF-8. Not secret. */
    label: string;
    kdf?: PasswordKdf;
    /** `noDevice()`, `randomDevice()` or `passwordDevice()`. It stays the caller's. */
    device: DeviceWithKey;
  }
  | { kind: "token"; label: string };

/** What a new wallet takes. */
export interface CreateWalletOptions {
  /** Whether the store sees names (`clear`) or not (`sealed`, the default). */
  names?: NamesMode;
  /** One or more. */
  slots: readonly SlotToMake[];
  /** Where time and chance come from. */
  surroundings: Surroundings;
}

/** A slot that was made. */
export interface MadeSlot {
  /** Of the slot. */
  id: string;
  /** The text of a CI token: to be shown once, and kept nowhere. */
  token?: string;
}

/** A new wallet. */
export interface CreatedWallet {
  /** Open already; it owns the store from here on. */
  wallet: WalletV1;
  /** In the order in which they were asked for. */
  slots: MadeSlot[];
}

/**
 * Makes a wallet without records in an empty store, and opens it.
 *
 * @throws {ExistsError} if there is a header or any record
 * @throws {RefusedError} if this kind of store cannot hold the format
 * @throws {UsageError} if there is no slot, or a
 * password is empty
 * @throws {LimitError} if there are too many slots, a cost is out of range, or a label too
 * long
 */
export async function createWalletV1(
  store: RecordStore,
  { names = "sealed", slots: wanted, surroundings }: CreateWalletOptions,
): Promise<CreatedWallet> {
  assertHoldsV1(store);
  await mustBeEmpty(store);
  const { random } = surroundings;
  const keyring = Keyring.create(random);
  try {
    const made = await makeSlots(wanted, { keyring, random });
    const open = newHeader(keyring, {
      names,
      slots: made.map(({ slot }) => slot),
      random,
    });
    await writeHeader(store, formatHeader(open.header));
    const opening = {
      state: { open, version: null },
      slotId: made[0]!.slot.id,
      slotKey: null,
      deviceKey: deviceKeyOf(wanted[0]!),
    };
    const session = new WalletSession(
      store,
      () => Promise.resolve(opening),
      surroundings,
    );
    await session.header.opening();
    const slots = made.map(({ slot: { id }, token }) =>
      token === undefined ? { id } : { id, token }
    );
    return { wallet: walletOf(session), slots };
  } catch (error) {
    keyring.wipe();
    throw error;
  }
}

async function mustBeEmpty(store: RecordStore): Promise<void> {
  if (await store.header() !== null) throw notEmpty(store.location);
  for await (const _ of store.scan()) throw notEmpty(store.location);
}

async function writeHeader(store: RecordStore, header: string): Promise<void> {
  try {
    await store.commit([{ do: "header", header, expected: "absent" }]);
  } catch (error) {
    throw error instanceof ConflictError ? notEmpty(store.location) : error;
  }
}

async function makeSlots(
  wanted: readonly SlotToMake[],
  base: { keyring: Keyring } & Pick<Surroundings, "random">,
): Promise<{ slot: Slot; token?: string }[]> {
  const made: { slot: Slot; token?: string }[] = [];
  for (const each of wanted) {
    const id = newSlotId(made.map(({ slot }) => slot), base.random);
    if (each.kind === "token") {
      made.push(newTokenSlot({ ...base, id, label: each.label }));
      continue;
    }
    const { password, label, kdf, device } = each;
    const options = { ...base, id, label, device, ...(kdf !== undefined && { kdf }) };
    made.push({ slot: await newPasswordSlot(password, options) });
  }
  return made;
}

function deviceKeyOf(slot: SlotToMake): Uint8Array<ArrayBuffer> {
  return slot.kind === "password" ? slot.device.key.slice() : new Uint8Array();
}
