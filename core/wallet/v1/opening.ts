/**
 * From a store and what a person knows to an open header: once in each run, when the
 * first method needs it.
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import { AuthenticationError, NotFoundError } from "../../errors.ts";
import type { KeyHolder } from "../../held_keys.ts";
import type { RecordStore, Version, Versioned } from "../../ports.ts";
import { type PasswordSource, resolvePassword } from "../../stash/options.ts";
import type { HeaderV1 } from "./header.ts";
import { parseHeader } from "./header_parse.ts";
import { heldKeyringName, openHeld } from "./held_keyring.ts";
import type { OpenHeader } from "./open_header.ts";
import type { SlotKey } from "./slot_key.ts";
import type { Unlocked } from "./unlocked.ts";
import type { Secret, UnlockOptions } from "./unlock.ts";

/** What opens a wallet in format v1. All arrays stay the caller's. */
export interface SecretsV1 {
  /** A password or a CI token, or a way to ask for it when it is first needed. */
  secret: Secret | (() => Promise<Secret>);
  /** 32 bytes: as the configuration keeps it, or from a recovery sheet. */
  deviceKey?: Uint8Array | undefined;
  /**
   * The device password. If it is a way to ask, it is asked for only where a slot that
   * opens with a password needs it, there is no `deviceKey`, and no other slot opens.
   */
  devicePassword?: PasswordSource | undefined;
  /** A device password that nobody has to be asked for: it goes before `deviceKey`. */
  givenDevicePassword?: (() => Promise<string | null>) | undefined;
  /** The id of the slot that is tried first: the one that opened last time. */
  slotHint?: string | undefined;
  /** Is told the id of the slot that opened. What it throws, the method throws. */
  onOpened?: ((slotId: string) => void | Promise<void>) | undefined;
  /**
   * Who holds the keyring for a while; asked before `secret`. With a wallet that it has
   * opened the wallet key cannot be renewed, nor a slot be given the device key in use.
   */
  held?: KeyHolder | undefined;
}

/** A header that was opened, and what it is called in its store. */
export interface HeaderState {
  readonly open: OpenHeader;
  /** `null` if it is our own and was not read back. */
  readonly version: Version | null;
}

/** A wallet that was opened. Keys are wiped by whoever holds it. */
export interface Opening {
  readonly state: HeaderState;
  /** The slot that opened. */
  readonly slotId: string;
  /** Of that slot; `null` where the wallet was just made, or a held keyring opened it. */
  readonly slotKey: SlotKey | null;
  /** The device key that was used: 32 bytes, or none; `null` where that is not known. */
  readonly deviceKey: Uint8Array<ArrayBuffer> | null;
}

/**
 * The header in `store`.
 *
 * @throws {NotFoundError} if there is none
 */
export async function storedHeader(
  store: Pick<RecordStore, "header" | "location">,
): Promise<Versioned<string>> {
  const found = await store.header();
  if (found !== null) return found;
  throw new NotFoundError(`there is no wallet of format v1 in ${store.location}`, {
    hint: "`coffer init` makes one; if there was one, put it back from a backup",
  });
}

/**
 * Reads the header, unless it was read just now (`found`), and opens it; asks for what it
 * needs after it has read it.
 *
 * @throws {NotFoundError} if there is no header
 * @throws {AuthenticationError | DamagedError | UsageError} as `unlockHeader`
 */
export async function openStored(
  store: RecordStore,
  secrets: SecretsV1,
  found?: Versioned<string>,
): Promise<Opening> {
  const { value, version } = found ?? await storedHeader(store);
  const header = parseHeader(value);
  const opening = await openedBefore(header, version, secrets) ??
    await openedNow(header, version, secrets);
  try {
    await secrets.onOpened?.(opening.slotId);
    return opening;
  } catch (error) {
    wipeOpening(opening);
    throw error;
  }
}

async function openedBefore(
  header: HeaderV1,
  version: Version,
  { held }: SecretsV1,
): Promise<Opening | null> {
  const found = held === undefined ? null : await openHeld(header, held);
  if (found === null) return null;
  const { open, slotId } = found;
  return { state: { open, version }, slotId, slotKey: null, deviceKey: null };
}

async function openedNow(
  header: HeaderV1,
  version: Version,
  secrets: SecretsV1,
): Promise<Opening> {
  const secret = await resolve(secrets.secret);
  const { open, slotKey, deviceKey } = await unlockedBy(header, { ...secrets, secret });
  const { slotId } = slotKey;
  if (secrets.held !== undefined) await handOver(open, slotId, secrets.held);
  return { state: { open, version }, slotId, slotKey, deviceKey };
}

/** Slots that need nothing more than the secret come first: then nobody is asked. */
async function unlockedBy(
  header: HeaderV1,
  secrets: SecretsV1 & { secret: Secret },
): Promise<Unlocked> {
  // Not needed where somebody holds the keyring.
  const { unlockHeader } = await import("./unlock.ts");
  const { secret, devicePassword, deviceKey } = secrets;
  const isEnough = "password" in secret &&
    header.slots.some(({ kind, device }) =>
      kind === "password" && device.kind === "none"
    );
  const isAsked = typeof devicePassword === "function" && deviceKey === undefined;
  if (isEnough && isAsked) {
    const quiet = await unlockOptions(header, { ...secrets, devicePassword: undefined });
    try {
      return await unlockHeader(header, secret, quiet);
    } catch (error) {
      if (!(error instanceof AuthenticationError) || !needsDevice(header)) throw error;
    }
  }
  return await unlockHeader(header, secret, await unlockOptions(header, secrets));
}

function needsDevice({ slots }: HeaderV1): boolean {
  return slots.some(({ device }) => device.kind === "password");
}

async function handOver(
  { header, keyring }: OpenHeader,
  slotId: string,
  held: KeyHolder,
): Promise<void> {
  const slot = header.slots.find(({ id }) => id === slotId)!;
  if (slot.kind !== "password") return;
  const bytes = keyring.toBytes();
  await held.put(heldKeyringName(header, slot), bytes);
  wipe(bytes);
}

/** Overwrites the keys. */
export function wipeOpening({ state, slotKey, deviceKey }: Opening): void {
  state.open.keyring.wipe();
  slotKey?.wipe();
  wipe(deviceKey ?? undefined);
}

async function resolve(secret: SecretsV1["secret"]): Promise<Secret> {
  return typeof secret === "function" ? await secret() : secret;
}

async function unlockOptions(
  header: HeaderV1,
  { secret, deviceKey, slotHint, ...secrets }: SecretsV1 & { secret: Secret },
): Promise<UnlockOptions> {
  const takes = "password" in secret && needsDevice(header);
  const given = takes ? await secrets.givenDevicePassword?.() : null;
  const devicePassword = given ?? secrets.devicePassword;
  const options: UnlockOptions = {
    deviceKey,
    ...(slotHint !== undefined && { slotHint }),
  };
  const needed = takes && deviceKey === undefined;
  if (devicePassword === undefined || !(needed || typeof devicePassword === "string")) {
    return options;
  }
  return { ...options, devicePassword: await resolvePassword(devicePassword) };
}
