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
  randomDevice,
} from "../../core/wallet/v1/device.ts";
import { formatRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import type { Call } from "../command.ts";
import { firstDevicePassword, firstPassword } from "../passwords.ts";
import { writeProfile } from "./init_profile.ts";
import type { Done } from "./init.ts";
import type { Plan } from "./init_plan.ts";
import { SURROUNDINGS } from "./open.ts";

const LABEL = "first password";

/** Makes the wallet, then tells the configuration; the store stays the caller's. */
export async function createWallet(
  call: Call,
  store: RecordStore,
  plan: Plan,
): Promise<Done> {
  const password = await firstPassword(call, plan.store, { estimate: true });
  const device = await newDevice(call, plan.deviceKey);
  const { wallet } = await createWalletV1(store, {
    names: plan.names,
    slots: [{ kind: "password", password, label: LABEL, device }],
    surroundings: SURROUNDINGS,
  });
  const recovery = plan.deviceKey === "random"
    ? { recovery: formatRecoverySheet(device.key) }
    : {};
  await writeProfile(call, plan, device.key);
  wipe(device.key);
  await wallet[Symbol.asyncDispose]();
  return { done: "created", store: plan.store, profile: plan.profile, ...recovery };
}

async function newDevice(call: Call, kind: Plan["deviceKey"]): Promise<DeviceWithKey> {
  if (kind === "none") return noDevice();
  if (kind === "random") return randomDevice(systemRandom);
  return await passwordDevice(await firstDevicePassword(call), { random: systemRandom });
}
