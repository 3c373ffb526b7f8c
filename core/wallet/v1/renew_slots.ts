/**
 * The slots that a renewal of the wallet key takes along: those whose secret is given.
 *
 * @module
 */

import { AuthenticationError, ConflictError } from "../../errors.ts";
import { quote } from "../../stash/key.ts";
import type { DeviceSecrets } from "./device_keys.ts";
import type { HeaderV1, Slot } from "./header.ts";
import type { SlotKey } from "./slot_key.ts";
import { openSlot, type Secret } from "./unlock.ts";

/** What opens one more slot. Arrays stay the caller's. */
export interface KeptSecret extends DeviceSecrets {
  secret: Secret;
  /** Which slot; by default the first that it opens and no other secret has opened. */
  slotId?: string | undefined;
}

/** A slot as a message names it. None of it is secret. */
export type SlotName = Pick<Slot, "id" | "kind" | "label">;

/** What is at hand from the slot that opened the wallet. */
export interface OpenedWith {
  readonly slotKey: SlotKey;
  /** Tried where a secret comes without a device key of its own. */
  readonly deviceKey: Uint8Array;
}

/** What a message needs of a slot. */
export function slotName({ id, kind, label }: Slot): SlotName {
  return { id, kind, label };
}

/** Whether one of `slotKeys` is the key of this slot. */
export function hasKey(slot: Slot, slotKeys: readonly SlotKey[]): boolean {
  return slotKeys.some((key) => key.slotId === slot.id && key.fits(slot));
}

/**
 * The keys of the slots that `secrets` open, in their order; the caller wipes them. Each
 * secret takes as long as opening the wallet, and longer if it has to be tried on several
 * slots.
 *
 * @throws {AuthenticationError} if one opens no slot, or not the one that it is for
 * @throws {NotFoundError} if there is no slot of such an id
 * @throws {UsageError} if a password is not well-formed text, or a device key not 32 bytes
 */
export async function openKept(
  header: HeaderV1,
  secrets: readonly KeptSecret[],
  opened: OpenedWith,
): Promise<SlotKey[]> {
  const keys: SlotKey[] = [];
  try {
    for (const each of secrets) {
      const secret = withDevice(each, opened);
      const held = [opened.slotKey, ...keys];
      keys.push(
        secret.slotId === undefined
          ? await openAny(header, secret, held)
          : await openThis(header, secret.slotId, secret),
      );
    }
    return keys;
  } catch (error) {
    for (const key of keys) key.wipe();
    throw error;
  }
}

/**
 * Makes sure that all keys are those of slots that are there.
 *
 * @throws {ConflictError} if somebody else has changed or removed one
 */
export function mustFit({ slots }: HeaderV1, slotKeys: readonly SlotKey[]): void {
  for (const key of slotKeys) {
    if (slots.some((slot) => hasKey(slot, [key]))) continue;
    throw new ConflictError(`somebody else has just changed slot ${key.slotId}`, {
      hint: "the wallet key was not renewed; try again with the secret that it has now",
    });
  }
}

function withDevice(secret: KeptSecret, { deviceKey }: OpenedWith): KeptSecret {
  const has = secret.deviceKey !== undefined || secret.devicePassword !== undefined;
  return has || deviceKey.length === 0 ? secret : { ...secret, deviceKey };
}

async function openThis(
  header: HeaderV1,
  id: string,
  secret: KeptSecret,
): Promise<SlotKey> {
  try {
    return await openSlot(header, id, secret);
  } catch (cause) {
    if (!(cause instanceof AuthenticationError)) throw cause;
    const label = header.slots.find((slot) => slot.id === id)?.label ?? "";
    throw notOpened(`slot ${id}, ${quote(label)}, does not open`, cause);
  }
}

async function openAny(
  header: HeaderV1,
  secret: KeptSecret,
  held: readonly SlotKey[],
): Promise<SlotKey> {
  const kind = "password" in secret.secret ? "password" : "token";
  let cause: unknown;
  for (const slot of header.slots) {
    if (slot.kind !== kind || hasKey(slot, held)) continue;
    try {
      return await openSlot(header, slot.id, secret);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      cause = error;
    }
  }
  throw notOpened(`a ${kind} that was given opens none of the other slots`, cause);
}

function notOpened(what: string, cause: unknown): AuthenticationError {
  const reason = cause instanceof AuthenticationError ? `: ${cause.message}` : "";
  return new AuthenticationError(what + reason, {
    cause,
    hint: "nothing was written; give its secret again, or leave it out to drop the slot",
  });
}
