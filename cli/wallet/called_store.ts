/**
 * From a call to the store that it means, with nothing opened yet.
 *
 * @module
 */

import { makeSecretWalletTable } from "../../backends/mod.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Watch } from "../../core/wallet/v1/seen_store.ts";
import type { Call } from "../command.ts";
import { settingsFor, settingsOf } from "../config/called_settings.ts";
import type { Settings } from "../config/settings.ts";
import { assertOpens } from "../edition.ts";
import { STORE } from "../environment.ts";
import { giveUp, needsWithStores } from "../give_up.ts";
import { openUnwatched, pluginAt, type StorePlace } from "./open_unwatched.ts";
import { watched } from "./seen_memory.ts";

/** Where a wallet is. */
export interface CalledStore {
  settings: Settings;
  store: RecordStore;
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

/** As secret_wallet, its table is made; but never for a name that may be mistyped. */
function isFirstUse(call: Call, { source }: Settings): boolean {
  const named = call.text("store") ?? call.io.env(STORE);
  return source === "secretwallet" && call.needs.write && named === undefined;
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

/** The settings of a call, or for a store; what may go wrong with them is said. */
export async function calledSettings(call: Call, store?: string): Promise<Settings> {
  const settings =
    await (store === undefined ? settingsOf(call) : settingsFor(call, { store }));
  for (const warning of settings.warnings) await call.out.warn(warning);
  return settings;
}
