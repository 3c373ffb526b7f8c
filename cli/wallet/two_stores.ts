/**
 * From a call to two stores: copies of one wallet.
 *
 * @module
 */

import { makeSecretWalletTable } from "../../backends/mod.ts";
import { UsageError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Watch } from "../../core/wallet/v1/seen_store.ts";
import type { Call, Command } from "../command.ts";
import type { Settings } from "../config/settings.ts";
import { findPlaces } from "../config/places.ts";
import { storeFromHere } from "../config/store_here.ts";
import { XDG_STATE_HOME } from "../environment.ts";
import { configurationGrants } from "../needs/configuration.ts";
import { isThere as hasTable, makeNamedTable } from "./init_aws.ts";
import { calledSettings, openAt, storesAt } from "./called_store.ts";

const SQLITE_FILE = /^sqlite:([^?]+)$/;

/** The two stores that a call names; one of them may be the configured one. */
export const TWO_STORES = {
  arguments: [
    { name: "[first]", help: "the URL of a store (default: the configured one)" },
    { name: "[second]", help: "the URL of another; if one is given, it is this" },
  ],
} as const;

/** Which stores are meant. */
export interface NamedStores {
  /** `undefined` for the configured one. */
  first: string | undefined;
  second: string;
}

/** Two open stores; disposing closes both. */
export interface TwoStores extends AsyncDisposable {
  first: RecordStore;
  second: RecordStore;
  /** Of the first. */
  settings: Settings;
  /** Absolute URLs, the same wherever the program is called from. */
  urls: readonly [string, string];
}

/**
 * The stores that the positional arguments name.
 *
 * @throws {UsageError} if there is none
 */
export function namedByArguments({ arguments: args }: Call): NamedStores {
  const [one, other] = args;
  if (one === undefined) {
    throw new UsageError("which two stores?", {
      hint: "name them by their URLs; a single one is compared with the configured one",
    });
  }
  return other === undefined
    ? { first: undefined, second: one }
    : { first: one, second: other };
}

/** What a command on two stores needs; it writes the second, or both, or none. */
export function needsOfTwo(
  named: (call: Call) => NamedStores,
  { writesFirst, remembers }: { writesFirst: boolean; remembers: boolean },
): Required<Pick<Command, "opens" | "stores" | "needs">> {
  const writes = (call: Call) => remembers && !call.flag("dryRun");
  return {
    opens: (call) => named(call).first === undefined ? ["wallet"] : [],
    stores(call) {
      const { first, second } = named(call);
      return [
        ...(first === undefined
          ? []
          : [{ url: first, writes: writesFirst && writes(call) }]),
        { url: second, writes: writes(call) },
      ];
    },
    needs(call, grants) {
      configurationGrants(call, { grants });
      if (!remembers) return;
      grants.variable(XDG_STATE_HOME);
      const { state } = findPlaces((name) => call.io.env(name));
      if (state === null) return;
      if (writes(call)) grants.change(state);
      else grants.read(`${state}/sync`);
    },
  };
}

/**
 * Opens both. How much of the second is compared with what this device has seen `watch` says.
 *
 * @throws {UsageError} if they are the same
 */
export async function openTwo(
  call: Call,
  { first, second }: NamedStores,
  { watch = "all" }: { watch?: Watch } = {},
): Promise<TwoStores> {
  if (first !== undefined && call.text("store") !== undefined) {
    throw new UsageError("the first store is named twice, once by --store");
  }
  const settings = await calledSettings(call, first);
  // What may be wrong with the configuration has been said once.
  const { plugins } = settings;
  const urls = [storeFromHere(settings.store), storeFromHere(second)] as const;
  if (urls[0] === urls[1]) {
    throw new UsageError("the two stores are one and the same", {
      hint: "name another by its URL",
    });
  }
  const [one, other] = await storesAt(call, [
    { url: settings.store, settings },
    { url: second, settings: { plugins }, watch },
  ]);
  const stores = {
    first: one!,
    second: await fitting(call, other!, one!, { url: urls[1], watch }),
  };
  return {
    ...stores,
    settings,
    urls,
    async [Symbol.asyncDispose]() {
      await stores.first[Symbol.asyncDispose]();
      await stores.second[Symbol.asyncDispose]();
    },
  };
}

/**
 * Where records of secret_wallet's format go to a database that is not there yet, it gets
 * secret_wallet's table, so that its program finds them too. A table in DynamoDB that is not
 * there is made as well.
 */
async function fitting(
  call: Call,
  store: RecordStore,
  source: RecordStore,
  { url, watch }: { url: string; watch: Watch },
): Promise<RecordStore> {
  const [, path] = SQLITE_FILE.exec(url) ?? [];
  if (call.needs.write && !await hasTable(store)) {
    await store[Symbol.asyncDispose]();
    await makeNamedTable(call, url);
    return await openAt(call, { url, settings: { plugins: new Map() }, watch });
  }
  if (!call.needs.write || path === undefined || await isThere(path)) return store;
  if (await source.header() !== null || await isEmpty(source)) return store;
  await store[Symbol.asyncDispose]();
  await makeSecretWalletTable(url);
  return await openAt(call, { url, settings: { plugins: new Map() }, watch });
}

async function isEmpty(store: RecordStore): Promise<boolean> {
  for await (const _ of store.scan()) return false;
  return true;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
