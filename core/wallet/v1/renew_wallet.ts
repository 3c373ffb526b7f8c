/**
 * A new wallet key for a wallet that is in use (docs/format_v1.md, section 11): every
 * record is sealed anew, and the old key opens nothing any more. It can be stopped at any
 * point; the wallet stays open to its readers and writers, and the next run goes on.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";
import type { Surroundings } from "../v0/wallet.ts";
import { openStored, type SecretsV1 } from "./opening.ts";
import { begin, finish } from "./renew_header.ts";
import { isRenewing } from "./renew_key.ts";
import { checkedRecords, moveRecords } from "./renew_records.ts";
import {
  hasKey,
  type KeptSecret,
  openKept,
  type SlotName,
  slotName,
} from "./renew_slots.ts";
import { WalletSession } from "./session.ts";
import type { SlotKey } from "./slot_key.ts";

export type { KeptSecret, SlotName } from "./renew_slots.ts";

/** What is about to be done. */
export interface RenewalPlan {
  /** Whether an earlier run has begun, and this one goes on. */
  continued: boolean;
  /** Slots that will open the wallet no more; none if `continued`: they are gone. */
  dropping: SlotName[];
  /** How many records there are. */
  records: number;
}

/** What a renewal may be told. */
export interface RenewWalletOptions {
  /** What opens the slots that are kept beside the one that opened the wallet. */
  keep?: readonly KeptSecret[];
  /**
   * Called once before anything is written, when all secrets fit and everything opens: the
   * moment to ask, and for a backup. What it throws ends the run.
   */
  beforeWriting?: (plan: RenewalPlan) => void | Promise<void>;
  /** Told after each commit how many records have the new key. */
  onProgress?: (done: number, total: number) => void;
}

/** What came of it. */
export interface RenewedWallet {
  /** Whether an earlier run had begun. */
  continued: boolean;
  /** Slots that open the wallet no more; those that an earlier run dropped are not known. */
  dropped: SlotName[];
  /**
   * Slots that open the wallet, and still hold the old key beside the new one, since their
   * secret was not given: it opens nothing of this wallet, but old copies of it.
   */
  unfreed: SlotName[];
  /** How many records were sealed anew by this run. */
  moved: number;
  /** How many records there are. */
  records: number;
}

/**
 * A session on the wallet in `store`, for what is not a method of a wallet. Nothing is read
 * and nobody is asked until it is needed. It owns the store.
 */
export function openSessionV1(
  store: RecordStore,
  secrets: SecretsV1,
  surroundings: Surroundings,
): WalletSession {
  return new WalletSession(store, () => openStored(store, secrets), surroundings);
}

/**
 * Renews the wallet key, or goes on where an earlier run was stopped. Others may read and
 * write meanwhile. When it returns, every value was opened with the new key, and the
 * header names no other. The session stays its owner's, and remains of use.
 *
 * @throws {AuthenticationError} if a secret of `keep` opens no slot; nothing is written
 * @throws {DamagedError} if something in the wallet is not genuine: before anything is
 * written, or else the renewal stays unfinished
 * @throws {ConflictError} if somebody else has changed a slot that is to be kept, or writes
 * all the time; run it again
 * @throws {UsageError} if the session made the wallet, or opened it with a held key, and not with a secret
 */
export async function renewWalletKey(
  session: WalletSession,
  { keep = [], ...options }: RenewWalletOptions = {},
): Promise<RenewedWallet> {
  const { slotKey, deviceKey } = await session.header.opening();
  if (slotKey === null || deviceKey === null) throw notOpenedWithSecret();
  const { open: { header } } = await session.header.fresh();
  const others = await openKept(header, keep, { slotKey, deviceKey });
  try {
    return await renew(session, [slotKey, ...others], options);
  } finally {
    for (const key of others) key.wipe();
  }
}

async function renew(
  session: WalletSession,
  slotKeys: readonly SlotKey[],
  { beforeWriting, onProgress }: RenewWalletOptions,
): Promise<RenewedWallet> {
  const first = await checkedRecords(session);
  const { open } = await session.header.known();
  const continuing = isRenewing(open);
  await beforeWriting?.({
    continued: continuing,
    dropping: continuing
      ? []
      : open.header.slots.filter((slot) => !hasKey(slot, slotKeys)).map(slotName),
    records: first.length,
  });
  const dropped = await begin(session, slotKeys);
  const epoch = (await session.header.known()).open.header.epochs.at(-1)!;
  const counts = await moveRecords(session, { first, epoch, onProgress });
  const unfreed = await finish(session, { slotKeys, epoch });
  return { continued: dropped === null, dropped: dropped ?? [], unfreed, ...counts };
}

function notOpenedWithSecret(): UsageError {
  return new UsageError("the wallet was not opened with a secret", {
    hint: "close it and open it again with a password or a token",
  });
}
