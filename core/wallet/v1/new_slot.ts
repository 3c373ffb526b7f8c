/**
 * New slots, and old ones with a new password (docs/format_v1.md, section 7.2).
 *
 * @module
 */

import { toHex, wipe } from "../../bytes.ts";
import { drawnUntil, type RandomSource } from "../../crypto/random.ts";
import { LimitError, UsageError } from "../../errors.ts";
import { formatToken, TOKEN_LENGTH } from "./ci_token.ts";
import type { DeviceWithKey } from "./device.ts";
import { textBytes } from "./encoding.ts";
import {
  type Device,
  MAX_LABEL_LENGTH,
  type PasswordSlot,
  type Slot,
  type TokenSlot,
} from "./header.ts";
import type { Keyring } from "./keyring.ts";
import {
  DEFAULT_KDF,
  KDF_LIMITS,
  kdfOutside,
  NEW_SALT_LENGTH,
  type PasswordKdf,
  stretchPassword,
} from "./password_kdf.ts";
import { SlotKey } from "./slot_key.ts";

const ID_LENGTH = 4;

/** What every new slot takes. */
export interface NewSlotOptions {
  /** From `newSlotId`, or that of the slot that is replaced. */
  id: string;
  /** For people; at most 128 bytes of UTF-8. Not secret. */
  label: string;
  /** What the slot opens. */
  keyring: Keyring;
  random: RandomSource;
}

/** What a slot for a password takes. */
export interface PasswordSlotOptions extends NewSlotOptions {
  kdf?: PasswordKdf;
  /** The kind of device key, with the key, which stays the caller's. */
  device: DeviceWithKey;
}

/**
 * An id that none of `slots` has.
 *
 * @throws {UnavailableError} if the source of random numbers is stuck
 */
export function newSlotId(
  slots: readonly Pick<Slot, "id">[],
  random: RandomSource,
): string {
  const taken = new Set(slots.map(({ id }) => id));
  return drawnUntil(() => toHex(random(ID_LENGTH)), (id) => !taken.has(id));
}

/**
 * A slot that `password` opens, with a new salt: a new one, or one that takes the place of
 * another with the same id. Takes as long as opening it will.
 *
 * @throws {UsageError} if the password is empty, or password or label are no well-formed text
 * @throws {LimitError} if the label is too long or a cost outside `KDF_LIMITS`
 */
export async function newPasswordSlot(
  password: string,
  { id, label, kdf = DEFAULT_KDF, device, keyring, random }: PasswordSlotOptions,
): Promise<PasswordSlot> {
  if (password === "") throw new UsageError("the password is empty");
  checkLabel(label);
  checkKdf(kdf);
  checkDevice(device.device);
  const salt = random(NEW_SALT_LENGTH);
  const material = await stretchPassword(password, { kdf, salt });
  const kind = "password";
  const base = { id, kind, label, kdf, salt, device: device.device } as const;
  using key = new SlotKey(base, { material, deviceKey: device.key });
  wipe(material);
  return key.wrap<PasswordSlot>({ ...base, commitment: key.commitment }, {
    keyring,
    random,
  });
}

/**
 * A slot for a new CI token, and the token's text: to be shown once, and kept nowhere.
 *
 * @throws {UsageError} if the label is no well-formed text
 * @throws {LimitError} if the label is too long
 */
export function newTokenSlot(
  { id, label, keyring, random }: NewSlotOptions,
): { slot: TokenSlot; token: string } {
  checkLabel(label);
  const material = random(TOKEN_LENGTH);
  const nothing = new Uint8Array();
  const base = {
    id,
    kind: "token",
    label,
    kdf: { name: "none" },
    salt: nothing,
    device: { kind: "none" },
  } as const;
  using key = new SlotKey(base, { material, deviceKey: nothing });
  const slot = key.wrap<TokenSlot>({ ...base, commitment: key.commitment }, {
    keyring,
    random,
  });
  const token = formatToken(material);
  wipe(material);
  return { slot, token };
}

function checkLabel(label: string): void {
  if (textBytes(label).length <= MAX_LABEL_LENGTH) return;
  throw new LimitError(`the label is longer than ${MAX_LABEL_LENGTH} bytes`);
}

function checkKdf(kdf: PasswordKdf): void {
  const outside = kdfOutside(kdf);
  if (outside === null) return;
  const [least, most] = KDF_LIMITS[outside as keyof typeof KDF_LIMITS];
  throw new LimitError(`${outside} of ${kdf.name} must be ${least} to ${most}`);
}

function checkDevice(device: Device): void {
  if (device.kind === "password") checkKdf(device.kdf);
}
