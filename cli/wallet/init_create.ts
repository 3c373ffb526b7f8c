/**
 * The part of a set-up that makes a new wallet.
 *
 * @module
 */

import { wipe } from "../../core/bytes.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import type { RecordStore } from "../../core/ports.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import {
  type DeviceWithKey,
  noDevice,
  passwordDevice,
} from "../../core/wallet/v1/device.ts";
import { formatRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import type { Call } from "../command.ts";
import { firstDevicePassword, firstPassword } from "../passwords.ts";
import { assertProfileFree, writeProfile } from "./init_profile.ts";
import type { Done } from "./init_done.ts";
import type { Plan } from "./init_plan.ts";
import { SURROUNDINGS } from "./open.ts";
import { dropPending, keptKey, pendingPath } from "./pending_key.ts";

const LABEL = "first password";

/** Makes the wallet, then tells the configuration; the store stays the caller's. */
export async function createWallet(
  call: Call,
  store: RecordStore,
  plan: Plan,
): Promise<Done> {
  await assertProfileFree(call, plan);
  const password = await firstPassword(call, plan.store, { estimate: true });
  const pending = pendingPath(call, plan.store, "init");
  const device = await newDevice(call, plan.deviceKey, pending);
  const { wallet } = await createWalletV1(store, {
    names: plan.names,
    slots: [{ kind: "password", password, label: LABEL, device }],
    surroundings: SURROUNDINGS,
  });
  await wallet[Symbol.asyncDispose]();
  const recovery = plan.deviceKey === "random" ? formatRecoverySheet(device.key) : null;
  await remember(call, { plan, key: device.key, recovery });
  await dropPending(pending);
  wipe(device.key);
  const { store: url, profile } = plan;
  return { done: "created", store: url, profile, ...(recovery !== null && { recovery }) };
}

/** The wallet is there: if its device key cannot be stored, it is at least shown. */
async function remember(
  call: Call,
  { plan, key, recovery }: {
    plan: Plan;
    key: Uint8Array<ArrayBuffer>;
    recovery: string | null;
  },
): Promise<void> {
  try {
    await writeProfile(call, plan, key);
  } catch (error) {
    if (recovery !== null) {
      await call.out.warn("the wallet was made, but not its profile. Keep this key:");
      await call.out.line(recovery);
      await call.out.flush();
    }
    throw error;
  }
}

async function newDevice(
  call: Call,
  kind: Plan["deviceKey"],
  pending: string,
): Promise<DeviceWithKey> {
  if (kind === "none") return noDevice();
  // Nobody has seen it yet: the wallet must not be there before it is kept.
  if (kind === "random") return { device: { kind }, key: await keptKey(pending) };
  return await passwordDevice(await firstDevicePassword(call), { random: systemRandom });
}
