/**
 * From a password or a token to an open wallet (docs/format_v1.md, section 7.7).
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import { NotFoundError } from "../../errors.ts";
import { quote } from "../../stash/key.ts";
import { parseToken } from "./ci_token.ts";
import { DeviceKeys, type DeviceSecrets } from "./device_keys.ts";
import { headerDamaged, type HeaderV1, type PasswordSlot, type Slot } from "./header.ts";
import type { Keyring } from "./keyring.ts";
import { type OpenHeader, openHeader } from "./open_header.ts";
import { stretchPassword } from "./password_kdf.ts";
import { SlotKey } from "./slot_key.ts";
import { noSuchKind, nothingOpened } from "./unlock_errors.ts";
import { Unlocked } from "./unlocked.ts";

/** What opens a slot. */
export type Secret = { readonly password: string } | { readonly token: string };

/** What may help to open one. */
export interface UnlockOptions extends DeviceSecrets {
  /** The id of the slot that is tried first: the one that opened last time. */
  slotHint?: string;
}

/** One slot, opened or not. */
interface Attempt {
  readonly slot: Slot;
  readonly slotKey: SlotKey;
  readonly deviceKey: Uint8Array<ArrayBuffer>;
}

/**
 * Opens a wallet. Takes as long as the slots of the secret's kind ask for, one after the
 * other, until one opens.
 *
 * @throws {AuthenticationError} if no slot opens: a wrong secret, a wrong or missing device
 * key, or a damaged slot, which cannot be told apart; or if a token has a typing error
 * @throws {DamagedError} if a slot opens, and something else in the header was changed
 * @throws {UsageError} if a password is not well-formed text, or a device key not 32 bytes
 */
export async function unlockHeader(
  header: HeaderV1,
  secret: Secret,
  options: UnlockOptions = {},
): Promise<Unlocked> {
  const kind = kindOf(secret);
  const slots = header.slots.filter((slot) => slot.kind === kind)
    .sort((a, b) =>
      Number(b.id === options.slotHint) - Number(a.id === options.slotHint)
    );
  if (slots.length === 0) throw noSuchKind(kind);
  const attempt = await firstThatOpens(slots, secret, options);
  try {
    return new Unlocked(openWith(header, attempt), attempt.slotKey, attempt.deviceKey);
  } catch (error) {
    attempt.slotKey.wipe();
    wipe(attempt.deviceKey);
    throw error;
  }
}

/**
 * Opens one slot, for the key that can wrap the keyring anew; the caller wipes it.
 *
 * @throws {NotFoundError} if there is no slot with this id
 * @throws {AuthenticationError | UsageError} as `unlockHeader`
 */
export async function openSlot(
  header: HeaderV1,
  id: string,
  { secret, ...options }: DeviceSecrets & { secret: Secret },
): Promise<SlotKey> {
  const slot = header.slots.find((slot) => slot.id === id);
  if (slot === undefined) throw new NotFoundError(`there is no slot ${quote(id)}`);
  if (slot.kind !== kindOf(secret)) throw noSuchKind(kindOf(secret));
  const { slotKey, deviceKey } = await firstThatOpens([slot], secret, options);
  wipe(deviceKey);
  return slotKey;
}

function kindOf(secret: Secret): Slot["kind"] {
  return "password" in secret ? "password" : "token";
}

function openWith(header: HeaderV1, { slot, slotKey }: Attempt): OpenHeader {
  using whole = slotKey.unwrap(slot, header.walletId);
  mustHoldEpochs(header, whole);
  const keyring = whole.only(header.epochs);
  try {
    return openHeader(header, keyring);
  } catch (error) {
    keyring.wipe();
    throw error;
  }
}

function mustHoldEpochs({ epochs }: HeaderV1, keyring: Keyring): void {
  const held = keyring.epochs;
  const fits = epochs.every((epoch) => held.includes(epoch)) &&
    epochs.at(-1) === held.at(-1);
  if (!fits) throw headerDamaged("its epochs are not those of its keys");
}

async function firstThatOpens(
  slots: readonly Slot[],
  secret: Secret,
  options: DeviceSecrets,
): Promise<Attempt> {
  const token = "token" in secret ? parseToken(secret.token) : undefined;
  using devices = new DeviceKeys(options);
  try {
    for (const slot of slots) {
      const deviceKey = await devices.of(slot.device);
      if (deviceKey === null) continue;
      const material = token?.slice() ?? await stretch(secret, slot as PasswordSlot);
      const slotKey = new SlotKey(slot, { material, deviceKey });
      wipe(material);
      if (slotKey.fits(slot)) return { slot, slotKey, deviceKey: deviceKey.slice() };
      slotKey.wipe();
    }
  } finally {
    wipe(token);
  }
  throw nothingOpened(slots, devices);
}

/** Slots were chosen by the kind of the secret, so a password has met a slot for one. */
function stretch(secret: Secret, slot: PasswordSlot): Promise<Uint8Array<ArrayBuffer>> {
  return stretchPassword("password" in secret ? secret.password : "", slot);
}
