/**
 * Wallets of both formats for tests, made at the least cost that each takes.
 *
 * @module
 */

import { memoryRecordStore } from "../../backends/memory.ts";
import type { MemoryRecordStoreOptions } from "../../backends/memory.ts";
import { MemoryPlace } from "../../backends/memory.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import type { RecordStore } from "../../core/ports.ts";
import { openWalletV0, type Surroundings } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1, type SlotToMake } from "../../core/wallet/v1/create_wallet.ts";
import { noDevice } from "../../core/wallet/v1/device.ts";
import type { NamesMode } from "../../core/wallet/v1/header.ts";
import type { PasswordKdf } from "../../core/wallet/v1/password_kdf.ts";
import {
  openWalletV1,
  type SecretsV1,
  type WalletV1,
} from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { WatchedRecordStore } from "./watched_record_store.ts";

/** The quickest that format v1 takes. */
export const QUICK_KDF: PasswordKdf = { name: "argon2id", m: 8_192, t: 1, p: 1 };
/** Opens every wallet made here. */
export const PASSWORD = "correct horse battery staple";
/** 44 characters, as v0 has it. */
const DEVICE_KEY_V0 = "7HSO1nJvI0vuK0yBAmVUMYHI-H5sCH-ZFz3WiI40oZw=";
/** When everything in these tests happens. */
export const NOW = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 60));
/** The same as format v1 writes it. */
export const NOW_V1 = "2026-01-02T03:04:05.060000Z";
/** A clock that stands still, and real random bytes. */
export const SURROUNDINGS: Surroundings = { clock: () => NOW, random: systemRandom };

/** What is there when a wallet is opened on its own store. */
export interface Handle<W extends Wallet = Wallet> {
  wallet: W;
  store: WatchedRecordStore;
  /** How often its password was asked for. */
  asked: () => number;
}

/** A place with an empty wallet, and handles on it. */
export interface FreshWallet<W extends Wallet = Wallet> extends AsyncDisposable {
  /** A handle as another process would have it; closed with the place. */
  open(password?: string): Promise<Handle<W>>;
  /** The place without a wallet around it; closed with the place. */
  raw(): Promise<RecordStore>;
}

/** Opens a store of one place, again and again. */
export type OpenStore = () => RecordStore | Promise<RecordStore>;

/** Stores in memory that share a place. */
export function memoryStores(options: MemoryRecordStoreOptions = {}): OpenStore {
  const place = options.place ?? new MemoryPlace();
  return () => memoryRecordStore({ ...options, place });
}

/** A wallet of format v0: there is nothing to be made. */
export function freshV0(openStore: OpenStore = memoryStores()): Promise<FreshWallet> {
  return Promise.resolve(
    new Place(
      openStore,
      (store, password) =>
        openWalletV0(store, { password, deviceKey: DEVICE_KEY_V0 }, SURROUNDINGS),
    ),
  );
}

/** What a test may want of a wallet of format v1. */
export interface FreshV1Options {
  openStore?: OpenStore;
  names?: NamesMode;
  /** By default one that `PASSWORD` opens. */
  slots?: readonly SlotToMake[];
  /** Beside the password. */
  secrets?: Omit<SecretsV1, "secret">;
}

/** A slot that `password` opens, quickly. */
export function quickSlot(password = PASSWORD, label = "quick"): SlotToMake {
  return { kind: "password", password, label, kdf: QUICK_KDF, device: noDevice() };
}

/** An empty wallet of format v1. */
export async function freshV1(
  { openStore = memoryStores(), names = "sealed", slots = [quickSlot()], secrets = {} }:
    FreshV1Options = {},
): Promise<FreshWallet<WalletV1>> {
  const surroundings = SURROUNDINGS;
  const made = await createWalletV1(await openStore(), { names, slots, surroundings });
  await made.wallet[Symbol.asyncDispose]();
  return new Place(openStore, (store, ask) => {
    const secret = async () => ({ password: await ask() });
    return openWalletV1(store, { ...secrets, secret }, surroundings);
  });
}

class Place<W extends Wallet> implements FreshWallet<W> {
  readonly #openStore: OpenStore;
  readonly #openWallet: (store: RecordStore, ask: () => Promise<string>) => W;
  readonly #opened: AsyncDisposable[] = [];

  constructor(
    openStore: OpenStore,
    openWallet: (store: RecordStore, ask: () => Promise<string>) => W,
  ) {
    this.#openStore = openStore;
    this.#openWallet = openWallet;
  }

  async open(password = PASSWORD): Promise<Handle<W>> {
    const store = new WatchedRecordStore(await this.#openStore());
    let asked = 0;
    const wallet = this.#openWallet(store, () => {
      asked++;
      return Promise.resolve(password);
    });
    this.#opened.push(wallet);
    return { wallet, store, asked: () => asked };
  }

  async raw(): Promise<RecordStore> {
    const store = await this.#openStore();
    this.#opened.push(store);
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#opened) await each[Symbol.asyncDispose]();
  }
}

/** All that an iteration gives. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
