/**
 * The part of a set-up that joins this device to a wallet in secret_wallet's format.
 *
 * @module
 */

import type { RecordStore } from "../../core/ports.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import type { Call } from "../command.ts";
import { currentPassword, devicePassword } from "../passwords.ts";
import type { Done } from "./init_done.ts";
import type { Plan } from "./init_plan.ts";
import { assertProfileFree, writeProfileV0 } from "./init_profile.ts";
import { SURROUNDINGS } from "./open.ts";

/** Whether a store without a header holds records all the same, or can hold no others. */
export async function holdsV0(store: RecordStore): Promise<boolean> {
  if (!store.features.header) return true;
  for await (const _ of store.scan()) return true;
  return false;
}

/** Shows that both passwords open it, and writes configuration only. */
export async function joinWalletV0(
  call: Call,
  store: RecordStore,
  plan: Plan,
): Promise<Done> {
  await assertProfileFree(call, plan);
  const deviceKey = await deviceKeyV0(await devicePassword(call, store.location));
  const password = await currentPassword(call, store.location);
  const wallet = openWalletV0(store, { password, deviceKey }, SURROUNDINGS);
  await wallet.unlock();
  await writeProfileV0(call, plan, deviceKey);
  return { done: "joined", store: plan.store, profile: plan.profile };
}
