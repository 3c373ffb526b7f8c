/**
 * `coffer reconf -d` in Coffer's own format: a new device key, from a new device password.
 *
 * The wallet is changed first, then the configuration. A run that is stopped in between
 * would leave a device that has the old key only; so the new one is kept beside the
 * configuration before.
 *
 * @module
 */

import { systemRandom } from "../../core/crypto/random.ts";
import { AuthenticationError } from "../../core/errors.ts";
import { passwordDevice } from "../../core/wallet/v1/device.ts";
import { parseHeader } from "../../core/wallet/v1/header_parse.ts";
import { unlockHeader } from "../../core/wallet/v1/unlock.ts";
import type { WalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Call } from "../command.ts";
import { changeDeviceKeys } from "../config/change.ts";
import { currentPassword, newDevicePassword } from "../passwords.ts";
import type { OpenedCall } from "./open.ts";
import { dropPending, keepKey, pendingKey, pendingPath } from "./pending_key.ts";
import { shown } from "./show.ts";

/** Changes one slot and the configuration, or ends what an earlier run has begun. */
export async function renewDevice(call: Call, opened: OpenedCall): Promise<void> {
  const wallet = opened.wallet as WalletV1;
  const path = pendingPath(call, opened.settings.store, "device");
  const slotId = await goneOnWith(call, opened, path) ??
    await changed(call, wallet, path);
  await dropPending(path);
  await tellChanged(call, "device password");
  await warnOfOthers(call, wallet, slotId);
}

/** Changes the slot that opens the wallet; gives its id. */
async function changed(call: Call, wallet: WalletV1, path: string): Promise<string> {
  const { slotId } = await wallet.state();
  const old = await currentPassword(call, wallet.location);
  const next = await newDevicePassword(call);
  const device = await passwordDevice(next, { random: systemRandom });
  await keepKey(path, device.key);
  await wallet.slots.changePassword(old, { device });
  await remember(call, device.key);
  return slotId;
}

/** This device keeps one key: passwords that need the one before do not open here now. */
async function warnOfOthers(call: Call, wallet: WalletV1, own: string): Promise<void> {
  const others = (await wallet.slots.listSlots())
    .filter(({ id, device }) => id !== own && device !== "none")
    .map(({ id, label }) => label === "" ? id : `${id} (${shown(label)})`);
  if (others.length === 0) return;
  await call.out.warn(
    `the old device key is not on this device any more. Where the password of another ` +
      `slot needs it, give the old device password with it ` +
      `(--device-password-file): ${others.join(", ")}`,
  );
}

/**
 * If a key is kept that opens the wallet, the configuration gets it now; gives the id of the
 * slot, `null` if there is no such key.
 */
async function goneOnWith(
  call: Call,
  { store, wallet }: OpenedCall,
  path: string,
): Promise<string | null> {
  const deviceKey = await pendingKey(path);
  const header = deviceKey === null ? null : await store.header();
  if (deviceKey === null || header === null) return null;
  const password = await currentPassword(call, wallet.location);
  let slotId: string;
  try {
    const secret = { password };
    using unlocked = await unlockHeader(parseHeader(header.value), secret, { deviceKey });
    // A slot that takes no device key says nothing about this one.
    if (unlocked.deviceKey.length === 0) return null;
    slotId = unlocked.slotKey.slotId;
  } catch (error) {
    // It was stopped before the wallet was changed.
    if (error instanceof AuthenticationError) return null;
    throw error;
  }
  await remember(call, deviceKey);
  return slotId;
}

async function remember(call: Call, v1: Uint8Array<ArrayBuffer>): Promise<void> {
  await changeDeviceKeys({
    env: (name) => call.io.env(name),
    options: { profile: call.text("profile") },
    v1,
  });
}

/** Says what there is to know about it. */
export async function tellChanged(call: Call, what: string): Promise<void> {
  if (call.out.json) return await call.out.value({ changed: what });
  await call.out.note(
    `the new ${what} opens the wallet, and the old one does not any more.\n` +
      "Old copies still open with it; after a leak, renew the key too:\n" +
      "`coffer reconf --rotate-key`",
  );
}
