/**
 * From a call to an open wallet: which store, which keys.
 *
 * @module
 */

import { isOverNetwork, makeSecretWalletTable } from "../../backends/mod.ts";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { NotFoundError, RefusedError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { quote } from "../../core/stash/key.ts";
import { openWallet, type WalletSecrets } from "../../core/wallet/open.ts";
import type { Surroundings } from "../../core/wallet/v0/wallet.ts";
import type { Watch } from "../../core/wallet/v1/seen_store.ts";
import type { WalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { keyHolder } from "../agent/use.ts";
import type { Call, Option } from "../command.ts";
import { giveUp, needsWithStores } from "../give_up.ts";
import { assertOpens } from "../edition.ts";
import { settingsFor, settingsOf } from "../config/called_settings.ts";
import type { Settings } from "../config/settings.ts";
import { openUnwatched, pluginAt, type StorePlace } from "./open_unwatched.ts";
import { watched } from "./seen_memory.ts";
import { assertWhole, VERIFY_FLAG } from "./whole.ts";
import { STORE } from "../environment.ts";
import {
  DEVICE_PASSWORD_SOURCES,
  JSON_OUTPUT,
  LOCK_TIMEOUT,
  NO_INPUT,
  PASSWORD_SOURCES,
  STORE_FLAGS,
  TIMEOUT,
  TOKEN_SOURCES,
} from "../shared_options.ts";

/** What every command on a wallet takes. */
export const OPEN_WALLET: Option[] = [
  { flags: STORE_FLAGS, help: "where the records are (default: $COFFER_STORE)" },
  { flags: "--profile <NAME>", help: "a profile of the configuration" },
  { flags: "--storage-type <TYPE>", help: "-st: aws_dynamo or local_sqlite" },
  ...PASSWORD_SOURCES,
  ...TOKEN_SOURCES,
  ...DEVICE_PASSWORD_SOURCES,
  TIMEOUT,
  NO_INPUT,
  JSON_OUTPUT,
];

/** What every command that changes a wallet takes. */
export const CHANGE_WALLET: Option[] = [...OPEN_WALLET, LOCK_TIMEOUT];

/** Flags of all commands on a wallet that commander cannot spell. */
export const WALLET_ALIASES: Readonly<Record<string, string>> = {
  "-st": "--storage-type",
  "--info_key": "--info-key",
  "--info_value": "--info-value",
  "-ik": "--info-key",
  "-iv": "--info-value",
};

/** Where time and chance come from. */
export const SURROUNDINGS: Surroundings = { clock: systemClock, random: systemRandom };

/** Where a wallet is. */
export interface CalledStore {
  settings: Settings;
  store: RecordStore;
}

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

/** The store that a call means, with nothing opened. @throws as `openCalledStore` */
export async function calledStore(
  call: Call,
  watch: Watch = "all",
): Promise<CalledStore> {
  const settings = await calledSettings(call);
  if (isFirstUse(call, settings)) await makeSecretWalletTable(settings.store);
  return { settings, store: await storeAt(call, settings.store, settings, watch) };
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

/** As secret_wallet, its table is made; but never for a name that may be mistyped. */
function isFirstUse(call: Call, { source }: Settings): boolean {
  const named = call.text("store") ?? call.io.env(STORE);
  return source === "secretwallet" && call.needs.write && named === undefined;
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

async function holdsRecords(store: RecordStore): Promise<boolean> {
  for await (const _ of store.scan()) return true;
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

/**
 * The store at `url`, with what the call says of patience: one of our own, or a plug-in's
 * in a Worker. What only a plug-in needs is given up for the others.
 */
export async function storeAt(
  call: Call,
  url: string,
  settings: Pick<Settings, "plugins">,
  watch: Watch = "all",
): Promise<RecordStore> {
  const [store] = await storesAt(call, [{ url, settings, watch }]);
  return store!;
}

/**
 * Several stores. What none of them needs is given up before; what only a plug-in needs
 * after it is open, since its Worker has its own by then, unless it may be opened again.
 */
export async function storesAt(
  call: Call,
  places: readonly StorePlace[],
): Promise<RecordStore[]> {
  for (const { url } of places) assertOpens(call.io.edition, url);
  const urls = places.map(({ url }) => url);
  const areOurs = places.every((place) => pluginAt(place) === undefined);
  if (areOurs) {
    call.needs = needsWithStores(call.needs, urls);
    await giveUp(call, call.needs);
  }
  const stores: RecordStore[] = [];
  try {
    for (const place of places) stores.push(await openAt(call, place));
    if (!areOurs && places.length === 1) await giveUp(call, call.needs);
    return stores;
  } catch (error) {
    for (const store of stores) await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** Opens one, with the permissions that are there by now, and watches over it. */
export async function openAt(call: Call, place: StorePlace): Promise<RecordStore> {
  return await watched(call, () => openUnwatched(call, place), place);
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

/** The settings of a call, or for a store; what may go wrong with them is said. */
export async function calledSettings(call: Call, store?: string): Promise<Settings> {
  const settings =
    await (store === undefined ? settingsOf(call) : settingsFor(call, { store }));
  for (const warning of settings.warnings) await call.out.warn(warning);
  return settings;
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
