/**
 * `coffer reconf --rotate-key`: a new wallet key, after a leak.
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import {
  openSessionV1,
  type RenewalPlan,
  renewWalletKey,
} from "../../core/wallet/v1/renew_wallet.ts";
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
  const result = await renewWalletKey(session, {
    beforeWriting: async (plan) => {
      await confirmPlan(call, plan);
      const { id } = await store.backup("before rotate-key");
      await call.out.note(`backup: ${id}`);
    },
    onProgress: line.report,
  }).finally(line.done);
  if (call.out.json) return await call.out.value(result);
  await call.out.note(`${result.moved} records sealed under a new key`);
  for (const { id, label } of result.dropped) {
    await call.out.note(`slot ${id} (${shown(label)}) is gone: add it again`);
  }
}

async function confirmPlan(
  call: Call,
  { dropping, continued }: RenewalPlan,
): Promise<void> {
  for (const { id, label } of dropping) {
    await call.out.note(
      `slot ${id} (${shown(label)}) will go: its secret is not at hand`,
    );
  }
  const what = continued ? "Go on with renewing" : "Renew";
  await confirmed(call, `${what} the wallet key, and seal all records anew?`);
}
