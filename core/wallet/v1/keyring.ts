/**
 * The keys of a wallet (docs/format_v1.md, section 6): a wallet key for each epoch, and
 * five subkeys from each.
 *
 * @module
 */

import { wipe } from "../../bytes.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { DamagedError, UsageError } from "../../errors.ts";
import { u64be } from "./encoding.ts";
import { type EpochKeys, epochKeys, KEY_LENGTH, wipeEpochKeys } from "./epoch_keys.ts";
import { WALLET_ID_LENGTH } from "./header.ts";

const EPOCH_LENGTH = 8;
const ENTRY_LENGTH = EPOCH_LENGTH + KEY_LENGTH;
const FIRST_EPOCH = 1;
/** One, or two while the key is being renewed. */
const MAX_KEYS = 2;

interface Entry {
  readonly key: Uint8Array;
  readonly keys: EpochKeys;
}

/** A wallet's keys, ready for use until they are wiped. */
export class Keyring implements Disposable {
  /** Of the wallet that the keys belong to. */
  readonly walletId: Uint8Array;
  readonly #entries: readonly Entry[];
  #wiped = false;

  private constructor(walletId: Uint8Array, entries: readonly Entry[]) {
    this.walletId = walletId;
    this.#entries = entries;
  }

  /** A new wallet: its id, and its first key. */
  static create(random: RandomSource): Keyring {
    const walletId = random(WALLET_ID_LENGTH);
    return new Keyring(walletId, [entry(walletId, FIRST_EPOCH, random(KEY_LENGTH))]);
  }

  /**
   * Reads what `toBytes` writes. It copies what it keeps: the caller wipes `bytes`.
   *
   * @throws {DamagedError} if it is no keyring: length, epochs or their order
   */
  static fromBytes(walletId: Uint8Array, bytes: Uint8Array): Keyring {
    const count = bytes.length / ENTRY_LENGTH;
    if (count !== 1 && count !== MAX_KEYS) {
      throw new DamagedError("a keyring of a wrong length");
    }
    const entries = Array.from({ length: count }, (_, i) => {
      const part = bytes.subarray(i * ENTRY_LENGTH, (i + 1) * ENTRY_LENGTH);
      return entry(walletId.slice(), readEpoch(part), part.slice(EPOCH_LENGTH));
    });
    const [first, second] = entries.map(({ keys }) => keys.epoch);
    if (first! < FIRST_EPOCH || (second !== undefined && second !== first! + 1)) {
      throw new DamagedError("a keyring with wrong epochs");
    }
    return new Keyring(walletId.slice(), entries);
  }

  /** The epochs that there is a key for, oldest first. */
  get epochs(): number[] {
    return this.#entries.map(({ keys }) => keys.epoch);
  }

  /**
   * The keys that new things are made with.
   *
   * @throws {UsageError} if the keyring was wiped
   */
  get newest(): EpochKeys {
    this.#mustBeThere();
    return this.#entries.at(-1)!.keys;
  }

  /**
   * The keys of one epoch, or `null` if there are none.
   *
   * @throws {UsageError} if the keyring was wiped
   */
  of(epoch: number): EpochKeys | null {
    this.#mustBeThere();
    return this.#entries.find(({ keys }) => keys.epoch === epoch)?.keys ?? null;
  }

  /**
   * The wallet keys with their epochs, in a new array that the caller wipes; for wrapping
   * and for handing on, as to the agent.
   *
   * @throws {UsageError} if the keyring was wiped
   */
  toBytes(): Uint8Array<ArrayBuffer> {
    this.#mustBeThere();
    const bytes = new Uint8Array(this.#entries.length * ENTRY_LENGTH);
    this.#entries.forEach(({ key, keys }, i) => {
      bytes.set(u64be(keys.epoch), i * ENTRY_LENGTH);
      bytes.set(key, i * ENTRY_LENGTH + EPOCH_LENGTH);
    });
    return bytes;
  }

  /**
   * These keys, copied, and a new one of the next epoch.
   *
   * @throws {UsageError} if there are two already, or if the keyring was wiped
   */
  extended(random: RandomSource): Keyring {
    this.#mustBeThere();
    if (this.#entries.length === MAX_KEYS) {
      throw new UsageError("a keyring holds two keys at most");
    }
    const next = entry(this.walletId, this.newest.epoch + 1, random(KEY_LENGTH));
    return new Keyring(this.walletId, [
      ...this.#entries.map(copied(this.walletId)),
      next,
    ]);
  }

  /**
   * Those of these keys, copied, whose epochs are named.
   *
   * @throws {UsageError} if the keyring was wiped
   */
  only(epochs: readonly number[]): Keyring {
    this.#mustBeThere();
    const kept = this.#entries.filter(({ keys }) => epochs.includes(keys.epoch));
    return new Keyring(this.walletId, kept.map(copied(this.walletId)));
  }

  /** Overwrites all keys; nothing can be done with them from here on. */
  wipe(): void {
    this.#wiped = true;
    for (const { key, keys } of this.#entries) {
      wipe(key);
      wipeEpochKeys(keys);
    }
  }

  /** The same as `wipe`. */
  [Symbol.dispose](): void {
    this.wipe();
  }

  #mustBeThere(): void {
    if (this.#wiped) throw new UsageError("these keys were wiped and cannot be used");
  }
}

function copied(walletId: Uint8Array): (from: Entry) => Entry {
  return ({ key, keys }) => entry(walletId, keys.epoch, key.slice());
}

/** Takes `key` over. */
function entry(walletId: Uint8Array, epoch: number, key: Uint8Array): Entry {
  return { key, keys: epochKeys(key, walletId, epoch) };
}

/** Gives 0, which no epoch is, for what is above 2^53 - 1. */
function readEpoch(bytes: Uint8Array): number {
  const epoch = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return epoch <= Number.MAX_SAFE_INTEGER ? Number(epoch) : 0;
}
