/**
 * The part of a set-up that joins this device to a wallet that is there.
 *
 * @module
 */

import { RefusedError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { parseHeader } from "../../core/wallet/v1/header_parse.ts";
import type { DeviceSecrets } from "../../core/wallet/v1/device_keys.ts";
import { parseRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import { unlockHeader } from "../../core/wallet/v1/unlock.ts";
import type { Call } from "../command.ts";
import { currentPassword, devicePassword } from "../passwords.ts";
import { askSecret } from "../prompt.ts";
import { writeProfile } from "./init_profile.ts";
import type { Done } from "./init_done.ts";
import type { Plan } from "./init_plan.ts";

/** Shows that it opens, and writes configuration only. */
export async function joinWallet(
  call: Call,
  { header: text, plan, store }: { header: string; plan: Plan; store: RecordStore },
): Promise<Done> {
  const header = parseHeader(text);
  const kinds = new Set(
    header.slots.filter(({ kind }) => kind === "password").map(({ device }) =>
      device.kind
    ),
  );
  const device: DeviceSecrets = {
    ...(kinds.has("password") &&
      { devicePassword: await devicePassword(call, store.location) }),
    ...(kinds.has("random") && { deviceKey: await recoveryKey(call) }),
  };
  const password = await currentPassword(call, store.location);
  using unlocked = await unlockHeader(header, { password }, device);
  await writeProfile(call, plan, unlocked.deviceKey.slice());
  return { done: "joined", store: plan.store, profile: plan.profile };
}

async function recoveryKey(call: Call): Promise<Uint8Array<ArrayBuffer>> {
  const path = call.text("recoveryFile");
  if (path !== undefined) {
    try {
      return parseRecoverySheet(await Deno.readTextFile(path));
    } catch (error) {
      throw fromOsError(error, `cannot read the recovery key from ${path}`);
    }
  }
  if (call.mayAsk) return parseRecoverySheet(await askSecret(call.io, "Recovery key"));
  throw new RefusedError("this wallet needs a recovery key on a new device", {
    hint: "name a file that holds it with --recovery-file",
  });
}
