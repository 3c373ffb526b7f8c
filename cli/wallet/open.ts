/**
 * From a call to an open wallet: which store, which keys.
 *
 * @module
 */

import { isOverNetwork } from "../../backends/mod.ts";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { CofferError, NotFoundError, RefusedError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { quote } from "../../core/stash/key.ts";
import { openWallet, type WalletSecrets } from "../../core/wallet/open.ts";
import type { Surroundings } from "../../core/wallet/v0/wallet.ts";
import type { Watch } from "../../core/wallet/v1/seen_store.ts";
import type { WalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { keyHolder } from "../agent/use.ts";
import type { Call } from "../command.ts";
import type { Settings } from "../config/settings.ts";
import { type CalledStore, calledStore } from "./called_store.ts";
import { assertWhole, VERIFY_FLAG } from "./whole.ts";

/** Where time and chance come from. */
export const SURROUNDINGS: Surroundings = { clock: systemClock, random: systemRandom };

/** A wallet and what it was opened from; disposing of the wallet closes the store. */
export interface OpenedCall extends CalledStore {
  wallet: Wallet;
}

/** The wallet that a call means; nothing is asked for before it is needed. */
export async function openCalledWallet(call: Call): Promise<Wallet> {
  return (await openCalledStore(call)).wallet;
}

/**
 * The same with its store, for commands that move ciphertext. What is not as this device
 * has seen it is refused before anybody is asked, as far as `watch` says; with `--verify`
 * all of it is read first.
 *
 * @throws {RollbackError} if it is older than it was, or another
 */
export async function openCalledStore(
  call: Call,
  watch: Watch = "all",
): Promise<OpenedCall> {
  const place = await calledStore(call, watch);
  try {
    return { ...place, wallet: await openWalletAt(call, place) };
  } catch (error) {
    await place.store[Symbol.asyncDispose]();
    throw error;
  }
}

/** The wallet in the store that a call means, which it takes over unless this throws. */
export async function openWalletAt(
  call: Call,
  { settings, store }: CalledStore,
): Promise<Wallet> {
  const wallet = await openWalletIn(call, store, settings);
  if (wallet.format === "secret-wallet") await assertThere(store, settings);
  if (call.flag(VERIFY_FLAG)) await assertWhole(wallet);
  return wallet;
}

/** The wallet in a store, opened with what the call and its settings have. */
export async function openWalletIn(
  call: Call,
  store: RecordStore,
  settings: Settings,
): Promise<Wallet> {
  const secrets = walletSecrets(call, settings, settings.store);
  try {
    return await openWallet(store, secrets, SURROUNDINGS);
  } catch (error) {
    const isOld = error instanceof NotFoundError && await holdsRecords(store);
    throw isOld ? ofOldFormat(store, settings, error) : error;
  }
}

/** For a better message: what is wrong with looking is none. */
async function holdsRecords(store: RecordStore): Promise<boolean> {
  try {
    for await (const _ of store.scan()) return true;
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
  }
  return false;
}

/** An old wallet after an upgrade is like one whose header was taken away. */
function ofOldFormat(
  { location }: RecordStore,
  { profile }: Settings,
  cause: unknown,
): NotFoundError {
  return new NotFoundError(
    `${location} holds no wallet of Coffer's own format, as the profile ${
      quote(profile ?? "")
    } is for`,
    {
      cause,
      hint: "after `coffer reconf --upgrade` its records are in the wallet of that " +
        "profile: leave out --store and $COFFER_STORE; if it was never upgraded, put a " +
        "backup back",
    },
  );
}

/**
 * The wallet that a call means, if it has Coffer's own format.
 *
 * @throws {RefusedError} if it has secret_wallet's
 */
export async function openCalledV1(call: Call): Promise<WalletV1> {
  const { wallet } = await openCalledStore(call);
  try {
    return assertV1(wallet);
  } catch (error) {
    await wallet[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * The same for a wallet that is open.
 *
 * @throws {RefusedError} if it has secret_wallet's format
 */
export function assertV1(wallet: Wallet): WalletV1 {
  if (wallet.format === "coffer") return wallet as WalletV1;
  throw new RefusedError("this wallet has secret_wallet's format, which has no slots", {
    hint: "`coffer reconf -m` changes its password",
  });
}

/** What asks and looks for passwords: not needed where the agent has the key. */
const passwords = () => import("../passwords.ts");

/** Where each secret comes from; nobody is asked yet. */
export function walletSecrets(
  call: Call,
  settings: Settings,
  what: string,
): WalletSecrets {
  const held = keyHolder(call);
  const { v0, v1 } = settings.deviceKeys;
  return {
    // With a key for our own format alone, records of the other are somebody's forgery.
    ...((v0 !== null || v1 === null) && {
      v0: {
        password: async () => await (await passwords()).currentPassword(call, what),
        deviceKey: () => deviceKeyOf(call, settings),
        held,
      },
    }),
    v1: {
      secret: async () => await (await import("./secret.ts")).secretOf(call, what),
      devicePassword: async () => await (await passwords()).devicePassword(call, what),
      // The key in the configuration may be that of an older one.
      givenDevicePassword: async () =>
        await (await passwords()).devicePasswordIfGiven(call),
      held,
      ...(v1 !== null && { deviceKey: v1 }),
    },
  };
}

/** A store that could hold a wallet of our own and holds nothing has none. */
export async function assertThere(store: RecordStore, settings: Settings): Promise<void> {
  if (!store.features.header) return;
  for await (const _ of store.scan()) return;
  // A table that is there was made on purpose, and may be secret_wallet's first.
  if (isOverNetwork(settings.store) && settings.deviceKeys.v0 !== null) return;
  throw new NotFoundError(`there is no wallet in ${store.location}`, {
    hint: "check the name, or make a wallet with `coffer init`",
  });
}

/**
 * The device key of format v0: from the device password, where one is given, else from
 * the configuration.
 *
 * @throws {RefusedError} if there is neither
 */
export async function deviceKeyOf(call: Call, settings: Settings): Promise<string> {
  const { devicePasswordIfGiven } = await passwords();
  const password = await devicePasswordIfGiven(call);
  if (password !== null) {
    const { deviceKeyV0 } = await import("../../core/wallet/keys_v0.ts");
    return await deviceKeyV0(password);
  }
  const { v0 } = settings.deviceKeys;
  if (v0 !== null) return v0;
  throw new RefusedError("this wallet needs a device key, and there is none", {
    hint: "give the device password by --device-password-file, or run `coffer init`",
  });
}
