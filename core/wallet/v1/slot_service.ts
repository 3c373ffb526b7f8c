/**
 * The passwords and CI tokens of a wallet: what the header lists, and changes to it, each
 * in one commit that leaves the records as they are.
 *
 * @module
 */

import { sameBytes } from "../../bytes.ts";
import { ConflictError, NotFoundError, UsageError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";
import { quote } from "../../stash/key.ts";
import { addSlot, removeSlot, replaceSlot } from "./change_slots.ts";
import { type DeviceWithKey, noDevice } from "./device.ts";
import type { Device, PasswordSlot, Slot } from "./header.ts";
import { parseHeader } from "./header_parse.ts";
import type { Keyring } from "./keyring.ts";
import { newPasswordSlot, newSlotId, newTokenSlot } from "./new_slot.ts";
import type { OpenHeader } from "./open_header.ts";
import { storedHeader } from "./opening.ts";
import type { PasswordKdf } from "./password_kdf.ts";
import { proveSlot } from "./prove_slot.ts";
import type { WalletSession } from "./session.ts";

/** One way to open a wallet, as a list shows it. None of it is secret. */
export interface SlotSummary {
  /** Eight hexadecimal digits. */
  id: string;
  /** A password, or a CI token. */
  kind: "password" | "token";
  /** What it is for. */
  label: string;
  /** How the password becomes a key. */
  kdf: PasswordKdf | { readonly name: "none" };
  /** Where the device key comes from that it needs. */
  device: Device["kind"];
}

/** What a new password takes. */
export interface AddPasswordOptions {
  /** For people; at most 128 bytes of UTF-8. Not secret. */
  label: string;
  /** How the password becomes a key. */
  kdf?: PasswordKdf;
  /** By default the device key of the slot that opened the wallet. It stays the caller's. */
  device?: DeviceWithKey;
}

/** What a change of a password takes. */
export interface ChangePasswordOptions {
  /** Which slot; by default the one that opened the wallet. */
  id?: string;
  /** By default as before. */
  kdf?: PasswordKdf;
  /** By default as before. It stays the caller's. */
  device?: DeviceWithKey;
}

/**
 * The slots of the wallet in `store`. They are as the store has them: only an open wallet
 * knows that nobody has changed them.
 *
 * @throws {NotFoundError} if there is no header
 * @throws {DamagedError} if it has not the form of one
 */
export async function listSlots(
  store: Pick<RecordStore, "header" | "location">,
): Promise<SlotSummary[]> {
  const { value } = await storedHeader(store);
  return parseHeader(value).slots.map(summary);
}

/** The slots of an open wallet. Changes are made on top of those of others. */
export class WalletSlots {
  readonly #session: WalletSession;
  /** The slot that opened the wallet, once we have changed it. */
  #changed: { slot: PasswordSlot; withDevice: boolean } | undefined;

  /** Uses the session; it stays its owner's. */
  constructor(session: WalletSession) {
    this.#session = session;
  }

  /** The slots, without a password; see the function `listSlots`. */
  listSlots(): Promise<SlotSummary[]> {
    return listSlots(this.#session.store);
  }

  /**
   * The slots but the one that opened the wallet: what a new wallet key shuts out unless
   * their secrets are given, too.
   */
  async otherSlots(): Promise<SlotSummary[]> {
    const { slotKey } = await this.#session.header.opening();
    const { open } = await this.#session.header.fresh();
    return open.header.slots.map(summary).filter(({ id }) => id !== slotKey?.slotId);
  }

  /**
   * Adds a password; gives the id of its slot.
   *
   * @throws {UsageError} if the password is empty, or no `device` is given and a CI token
   * opened the wallet
   * @throws {LimitError} if there are too many slots, a cost is out of range, or the label
   * too long
   */
  async addPasswordSlot(
    password: string,
    { device, label, ...options }: AddPasswordOptions,
  ): Promise<string> {
    await this.#session.header.opening();
    let id = "";
    const make = this.#onceForEachKeyring(async (open) => {
      id = newSlotId(open.header.slots, this.#random);
      const used = device ?? await this.#openedDevice(open);
      return await this.#passwordSlot(
        password,
        { ...options, id, label, device: used },
        open,
      );
    });
    await this.#session.changeHeader(async (open) =>
      addSlot(open, await make(open), this.#random)
    );
    return id;
  }

  /**
   * Adds a CI token, which opens the whole wallet without a device key. The token is to be
   * shown once, and kept nowhere.
   *
   * @throws {LimitError} if there are too many slots, or the label is too long
   */
  async addTokenSlot(
    { label }: { label: string },
  ): Promise<{ id: string; token: string }> {
    let made = { id: "", token: "" };
    await this.#session.changeHeader((open) => {
      const id = newSlotId(open.header.slots, this.#random);
      const { keyring } = open;
      const { slot, token } = newTokenSlot({ id, label, keyring, random: this.#random });
      made = { id, token };
      return addSlot(open, slot, this.#random);
    });
    return made;
  }

  /**
   * Removes a slot. Who has kept the wallet key can go on reading until it is renewed.
   *
   * @throws {NotFoundError} if there is none with this id
   * @throws {RefusedError} if it is the last
   */
  async removeSlot(id: string): Promise<void> {
    await this.#session.changeHeader((open) => removeSlot(open, id, this.#random));
  }

  /**
   * Gives a slot another password, with a new salt. It is shown to open the new header
   * before that is stored, and the header is read back.
   *
   * @throws {NotFoundError} if there is no slot with this id
   * @throws {UsageError} if it is a token's, if the password is empty, or if the slot needs
   * a device key that is not at hand
   * @throws {ConflictError} if somebody else has changed it since it opened the wallet, or
   * if the store does not give back what was stored
   * @throws {LimitError} if a cost is out of range
   */
  async changePassword(
    password: string,
    { id, kdf, device }: ChangePasswordOptions = {},
  ): Promise<void> {
    const opened = await this.#session.header.opening();
    let deviceKey = new Uint8Array();
    const make = this.#onceForEachKeyring(async (open) => {
      const slot = passwordSlotOf(open, id ?? opened.slotId);
      const used = device ?? await this.#deviceOf(slot);
      deviceKey = used.key;
      const options = {
        id: slot.id,
        label: slot.label,
        kdf: kdf ?? slot.kdf,
        device: used,
      };
      return await this.#passwordSlot(password, options, open);
    });
    let made: PasswordSlot | undefined;
    await this.#session.changeHeader(async (open) => {
      await this.#mustBeOurs(open, id ?? opened.slotId);
      const slot = await make(open);
      const next = replaceSlot(open, slot, this.#random);
      if (slot !== made) await proveSlot(next, { id: slot.id, password, deviceKey });
      made = slot;
      return next;
    });
    await this.#session.header.reread();
    if (made?.id === opened.slotId) {
      this.#changed = { slot: made, withDevice: device !== undefined };
    }
  }

  get #random() {
    return this.#session.surroundings.random;
  }

  /** The slot that opened the wallet, as it was when we last saw or wrote it. */
  async #openedSlot(): Promise<Slot | undefined> {
    const { slotId, state } = await this.#session.header.opening();
    return this.#changed?.slot ?? state.open.header.slots.find(({ id }) => id === slotId);
  }

  /** The device key that a slot needs, if it is the one that opened the wallet, or none. */
  async #deviceOf({ id, device }: PasswordSlot): Promise<DeviceWithKey> {
    if (device.kind === "none") return noDevice();
    const { slotId, deviceKey } = await this.#session.header.opening();
    if (id !== slotId || this.#changed?.withDevice || deviceKey === null) {
      throw needsDevice();
    }
    return { device, key: deviceKey };
  }

  /** That of the slot that opened the wallet. */
  async #openedDevice({ header }: OpenHeader): Promise<DeviceWithKey> {
    const opened = await this.#openedSlot();
    const slot = header.slots.find(({ id }) => id === opened?.id);
    if (slot?.kind !== "password" || !isSame(slot, opened)) throw needsDevice();
    return await this.#deviceOf(slot);
  }

  /** Two who change the password of one slot must not both succeed. */
  async #mustBeOurs({ header }: OpenHeader, id: string): Promise<void> {
    const opened = await this.#openedSlot();
    if (id !== opened?.id) return;
    const slot = header.slots.find((slot) => slot.id === id);
    if (slot !== undefined && !isSame(slot, opened)) throw changedByOthers(id);
  }

  #passwordSlot(
    password: string,
    options: { id: string; label: string; kdf?: PasswordKdf; device: DeviceWithKey },
    { keyring }: OpenHeader,
  ): Promise<PasswordSlot> {
    return newPasswordSlot(password, { ...options, keyring, random: this.#random });
  }

  /** A password is stretched once, also if others change the header again and again. */
  #onceForEachKeyring(
    make: (open: OpenHeader) => Promise<PasswordSlot>,
  ): (open: OpenHeader) => Promise<PasswordSlot> {
    const made = new Map<Keyring, Promise<PasswordSlot>>();
    return (open) => {
      const slot = made.get(open.keyring) ?? make(open);
      made.set(open.keyring, slot);
      return slot;
    };
  }
}

function summary({ id, kind, label, kdf, device }: Slot): SlotSummary {
  return { id, kind, label, kdf, device: device.kind };
}

function passwordSlotOf({ header }: OpenHeader, id: string): PasswordSlot {
  const slot = header.slots.find((slot) => slot.id === id);
  if (slot === undefined) {
    throw new NotFoundError(`there is no slot ${quote(id)}`, {
      hint: "`coffer slot list` shows which there are",
    });
  }
  if (slot.kind === "password") return slot;
  throw new UsageError(`slot ${id} opens with a CI token, which cannot be changed`, {
    hint: "add another token and remove this one, or name the slot of a password",
  });
}

/** Whether a slot still opens with the same secret and the same device key. */
function isSame(a: Slot, b: Slot | undefined): boolean {
  return b !== undefined && sameBytes(a.commitment, b.commitment);
}

function changedByOthers(id: string): ConflictError {
  return new ConflictError(`somebody else has just changed the password of slot ${id}`, {
    hint: "open the wallet again with the password that it has now",
  });
}

function needsDevice(): UsageError {
  return new UsageError("it is not known which device key the password is to need", {
    hint: "open the wallet with the password of that device, or say what to use",
  });
}
