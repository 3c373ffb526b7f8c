/**
 * Two copies of a wallet in memory, and what brings them together.
 *
 * @module
 */

import { MemoryPlace } from "../../backends/memory.ts";
import type { RecordFeatures, RecordStore } from "../../core/ports.ts";
import { copyWallet } from "../../core/wallet/copy/copy.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Base, baseOfCopy } from "../../core/wallet/sync/base.ts";
import type { Which } from "../../core/wallet/sync/decide.ts";
import {
  type SyncedStores,
  syncStores,
  type SyncStoresOptions,
} from "../../core/wallet/sync/sync_stores.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import type { NamesMode } from "../../core/wallet/v1/header.ts";
import { openWalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { memoryStores, PASSWORD, quickSlot, SURROUNDINGS } from "./wallets.ts";

/** 44 characters, as v0 has it. */
const DEVICE_KEY_V0 = "7HSO1nJvI0vuK0yBAmVUMYHI-H5sCH-ZFz3WiI40oZw=";

/** Which wallet is in both. */
export interface CopiesOptions {
  format: "v0" | "v1";
  names?: NamesMode;
  features?: Partial<RecordFeatures>;
  records?: WalletRecord[];
}

/** Two copies. */
export interface Copies {
  /** Another handle on the store of one. */
  store(which: Which): RecordStore;
  places: Record<Which, MemoryPlace>;
  /** One of the wallets, opened; the caller disposes of it. */
  wallet(which: Which): Wallet;
  /** What was remembered last. */
  base: Base | null;
  /** Brings them together and remembers. */
  sync(
    options?: Partial<SyncStoresOptions>,
    stores?: Partial<Record<Which, RecordStore>>,
  ): Promise<SyncedStores>;
}

/** A wallet with these records, and a copy of it. */
export async function twoCopies(
  { format, names = "sealed", features = {}, records = [] }: CopiesOptions,
): Promise<Copies> {
  const places = { first: new MemoryPlace(), second: new MemoryPlace() };
  const store = (which: Which) =>
    memoryStores({ place: places[which], features })() as RecordStore;
  if (format === "v1") {
    const slots = [quickSlot()];
    const surroundings = SURROUNDINGS;
    const made = await createWalletV1(store("first"), { names, slots, surroundings });
    await made.wallet[Symbol.asyncDispose]();
  }
  const wallet = (which: Which) => openOne(format, store(which));
  {
    await using first = wallet("first");
    await first.insert(records.map((record) => ({ record, overwrite: false })));
  }
  // In v0, a wallet without records is nothing that could be copied.
  const isThere = format === "v1" || records.length > 0;
  const stores = { from: store("first"), to: store("second") };
  const base = isThere ? baseOfCopy(await copyWallet(stores)) : null;
  const copies: Copies = {
    store,
    places,
    wallet,
    base,
    async sync(options = {}, stores = {}) {
      const both = { first: store("first"), second: store("second"), ...stores };
      const synced = await syncStores(both, {
        base: copies.base,
        secrets: { secret: { password: PASSWORD } },
        surroundings: SURROUNDINGS,
        ...options,
      });
      if (!options.dryRun) copies.base = synced.base;
      return synced;
    },
  };
  return copies;
}

function openOne(format: "v0" | "v1", store: RecordStore): Wallet {
  return format === "v1"
    ? openWalletV1(store, { secret: { password: PASSWORD } }, SURROUNDINGS)
    : openWalletV0(
      store,
      { password: PASSWORD, deviceKey: DEVICE_KEY_V0 },
      SURROUNDINGS,
    );
}
