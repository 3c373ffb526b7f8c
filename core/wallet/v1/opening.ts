/**
 * From a store and what a person knows to an open header: once in each run, when the
 * first method needs it.
 *
 * @module
 */

import { NotFoundError } from "../../errors.ts";
import type { RecordStore, Version, Versioned } from "../../ports.ts";
import { type PasswordSource, resolvePassword } from "../../stash/options.ts";
import type { HeaderV1 } from "./header.ts";
import { parseHeader } from "./header_parse.ts";
import type { OpenHeader } from "./open_header.ts";
import type { SlotKey } from "./slot_key.ts";
import { type Secret, unlockHeader, type UnlockOptions } from "./unlock.ts";

/** What opens a wallet in format v1. All arrays stay the caller's. */
export interface SecretsV1 {
  /** A password or a CI token, or a way to ask for it when it is first needed. */
  secret: Secret | (() => Promise<Secret>);
  /** 32 bytes: as the configuration keeps it, or from a recovery sheet. */
  deviceKey?: Uint8Array | undefined;
  /**
   * The device password. If it is a way to ask, it is asked for only where a slot that
   * opens with a password needs it and there is no `deviceKey`.
   */
  devicePassword?: PasswordSource | undefined;
  /** A device password that nobody has to be asked for: it goes before `deviceKey`. */
  givenDevicePassword?: (() => Promise<string | null>) | undefined;
  /** The id of the slot that is tried first: the one that opened last time. */
  slotHint?: string | undefined;
  /** Is told the id of the slot that opened. What it throws, the method throws. */
  onOpened?: ((slotId: string) => void | Promise<void>) | undefined;
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
  /** Of that slot; `null` where the wallet was just made. */
  readonly slotKey: SlotKey | null;
  /** The device key that was used: 32 bytes, or none. */
  readonly deviceKey: Uint8Array<ArrayBuffer>;
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
 * Reads the header and opens it; asks for what it needs after it has read it.
 *
 * @throws {NotFoundError} if there is no header
 * @throws {AuthenticationError | DamagedError | UsageError} as `unlockHeader`
 */
export async function openStored(
  store: RecordStore,
  secrets: SecretsV1,
): Promise<Opening> {
  const { value, version } = await storedHeader(store);
  const header = parseHeader(value);
  const secret = await resolve(secrets.secret);
  const options = await unlockOptions(header, { ...secrets, secret });
  const { open, slotKey, deviceKey } = await unlockHeader(header, secret, options);
  const opening = {
    state: { open, version },
    slotId: slotKey.slotId,
    slotKey,
    deviceKey,
  };
  try {
    await secrets.onOpened?.(slotKey.slotId);
    return opening;
  } catch (error) {
    wipeOpening(opening);
    throw error;
  }
}

/** Overwrites the keys. */
export function wipeOpening({ state, slotKey, deviceKey }: Opening): void {
  state.open.keyring.wipe();
  slotKey?.wipe();
  deviceKey.fill(0);
}

async function resolve(secret: SecretsV1["secret"]): Promise<Secret> {
  return typeof secret === "function" ? await secret() : secret;
}

async function unlockOptions(
  header: HeaderV1,
  { secret, deviceKey, slotHint, ...secrets }: SecretsV1 & { secret: Secret },
): Promise<UnlockOptions> {
  const takes = "password" in secret &&
    header.slots.some(({ device }) => device.kind === "password");
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
