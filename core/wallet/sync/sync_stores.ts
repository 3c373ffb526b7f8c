/**
 * From two stores to two copies of one wallet that are brought together.
 *
 * @module
 */

import { toHex } from "../../bytes.ts";
import type { Format } from "../copy/content.ts";
import type { Surroundings } from "../v0/wallet.ts";
import type { SecretsV1 } from "../v1/opening.ts";
import type { Base } from "./base.ts";
import { commonFormat } from "./formats.ts";
import { headersOf, openSameKey, type Stores } from "./pair_v1.ts";
import { ReplicaV0 } from "./replica_v0.ts";
import { ReplicaV1 } from "./replica_v1.ts";
import { type SlotDifference, slotDifferences } from "./slots.ts";
import { type Synced, type SyncOptions, syncReplicas } from "./sync.ts";

/** What a sync of stores takes. */
export interface SyncStoresOptions extends Omit<SyncOptions, "base"> {
  /** What the last sync of these two has remembered, or nothing. */
  base: Base | null;
  /** Opens the first copy, if it is of v1. v0 needs none. */
  secrets: SecretsV1;
  surroundings: Surroundings;
}

/** What came of it. */
export interface SyncedStores extends Omit<Synced, "memory"> {
  format: Format;
  /** Slots that are not the same in both; they are left so. */
  slots: SlotDifference[];
  /** What to remember for the next time. */
  base: Base;
}

/** secret_wallet's wallets have no names of their own. */
const V0 = { format: "secret-wallet", walletId: null } as const;

/**
 * Brings two copies of one wallet together; the stores stay their owners'.
 *
 * @throws {NotFoundError} if there is no wallet in one of them
 * @throws {RefusedError} if they are not copies of one wallet with one key
 * @throws {AuthenticationError} if the first does not open
 * @throws {ConflictError | DamagedError} as `syncReplicas`
 */
export async function syncStores(
  stores: Stores,
  options: SyncStoresOptions,
): Promise<SyncedStores> {
  const isKnown = baseOf(options.base, V0) !== null;
  return await commonFormat(stores, { isKnown }) === "coffer"
    ? await syncV1(stores, options)
    : await syncV0(stores, options);
}

async function syncV0(
  { first, second }: Stores,
  options: SyncStoresOptions,
): Promise<SyncedStores> {
  const replicas = { first: new ReplicaV0(first), second: new ReplicaV0(second) };
  const base = baseOf(options.base, V0);
  const { memory, ...synced } = await syncReplicas(replicas, { ...options, base });
  return {
    ...synced,
    format: V0.format,
    slots: [],
    base: { ...V0, ...memory },
  };
}

async function syncV1(
  stores: Stores,
  options: SyncStoresOptions,
): Promise<SyncedStores> {
  const { secrets, surroundings } = options;
  const [one, other] = await headersOf(stores);
  await using pair = await openSameKey(stores, secrets, surroundings);
  const replicas = {
    first: new ReplicaV1(pair.first, pair.epoch),
    second: new ReplicaV1(pair.second, pair.epoch),
  };
  const identity = { format: "coffer", walletId: toHex(one.walletId) } as const;
  const base = baseOf(options.base, identity);
  const { memory, ...synced } = await syncReplicas(replicas, { ...options, base });
  const slots = slotDifferences(one, other);
  return { ...synced, format: identity.format, slots, base: { ...identity, ...memory } };
}

/** What was remembered of another wallet says nothing about this one. */
function baseOf(
  base: Base | null,
  { format, walletId }: Pick<Base, "format" | "walletId">,
): Base | null {
  return base?.format === format && base.walletId === walletId ? base : null;
}
