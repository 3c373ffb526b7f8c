/**
 * `coffer reconf --rotate-key`: a new wallet key, after a leak.
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import {
  openSessionV1,
  type RenewalPlan,
  type RenewedWallet,
  renewWalletKey,
  type SlotName,
} from "../../core/wallet/v1/renew_wallet.ts";
import type { RecordStore } from "../../core/ports.ts";
import { counted } from "../counted.ts";
import type { Call } from "../command.ts";
import { confirmed } from "../confirmed.ts";
import { progress } from "../progress.ts";
import { type OpenedCall, SURROUNDINGS, walletSecrets } from "./open.ts";
import { shown } from "./show.ts";

/** Seals every record anew under a new key; slots whose secret was not given go. */
export async function rotateKey(
  call: Call,
  { wallet, store, settings }: OpenedCall,
): Promise<void> {
  if (wallet.format !== "coffer") {
    throw new RefusedError("secret_wallet's format has no key of its own", {
      hint: "`coffer reconf -m` changes the password, and seals all records anew",
    });
  }
  const { v1 } = walletSecrets(call, settings, store.location);
  const session = openSessionV1(store, v1!, SURROUNDINGS);
  const line = progress(call.io, "records");
  try {
    const result = await renewWalletKey(session, {
      beforeWriting: (plan) => prepare(call, store, plan),
      onProgress: line.report,
    }).finally(line.done);
    await tell(call, result);
  } finally {
    // The keys of the session; the store belongs to the wallet.
    await session.header[Symbol.asyncDispose]();
  }
}

async function prepare(call: Call, store: RecordStore, plan: RenewalPlan): Promise<void> {
  await confirmPlan(call, plan);
  const { id } = await store.backup("before rotate-key");
  await call.out.note(
    `backup: ${id}
The old key opens this backup: delete it once all is well.`,
  );
}

async function tell(call: Call, result: RenewedWallet): Promise<void> {
  if (call.out.json) return await call.out.value(result);
  await call.out.note(`${counted(result.moved, "record")} sealed under a new key`);
  for (const slot of result.dropped) {
    await call.out.note(`${title(slot)} is gone: add it again`);
  }
  for (const slot of result.unfreed) {
    await call.out.note(
      `${title(slot)} still holds the old key, which opens old copies; ` +
        "`coffer slot passwd` makes it anew",
    );
  }
}

/** What a new key takes away, `null` if nothing. */
export function lossOf(slots: readonly SlotName[]): string | null {
  if (slots.length === 0) return null;
  const what = slots.length === 1 ? "its secret is" : "their secrets are";
  return `${slots.map(title).join(", ")} will go, since ${what} not at hand`;
}

function title({ id, label }: SlotName): string {
  return `slot ${id} (${shown(label)})`;
}

async function confirmPlan(
  call: Call,
  { dropping, continued }: RenewalPlan,
): Promise<void> {
  for (const slot of dropping) {
    await call.out.note(
      `${title(slot)} will go: its secret is not at hand`,
    );
  }
  const what = continued ? "Go on with renewing" : "Renew";
  const question = `${what} the wallet key, and seal all records anew?`;
  await confirmed(call, question, lossOf(dropping));
}
