/**
 * The part of a set-up that joins this device to a wallet that is there.
 *
 * @module
 */

import { AuthenticationError, RefusedError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { parseHeader } from "../../core/wallet/v1/header_parse.ts";
import type { HeaderV1 } from "../../core/wallet/v1/header.ts";
import {
  formatRecoverySheet,
  parseRecoverySheet,
} from "../../core/wallet/v1/recovery_sheet.ts";
import { unlockHeader } from "../../core/wallet/v1/unlock.ts";
import type { Unlocked } from "../../core/wallet/v1/unlocked.ts";
import type { Call } from "../command.ts";
import { currentPassword, devicePassword } from "../passwords.ts";
import { askSecret } from "../prompt.ts";
import { isRemembered, writeProfile } from "./init_profile.ts";
import type { Done } from "./init_done.ts";
import type { Plan } from "./init_plan.ts";
import { dropPending, pendingKey, pendingPath } from "./pending_key.ts";

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
  const devicePasswords = kinds.has("password") &&
    { devicePassword: await devicePassword(call, store.location) };
  const ask = () => currentPassword(call, store.location);
  const pending = kinds.has("random")
    ? await pendingKey(pendingPath(call, plan.store, "init"))
    : null;
  using own = pending === null
    ? null
    : await openedWith(header, { password: await ask(), pending });
  const recovered = own === null && kinds.has("random") &&
    { deviceKey: await recoveryKey(call) };
  const password = await ask();
  using unlocked = own ?? await unlockHeader(header, { password }, {
    ...devicePasswords,
    ...recovered,
  });
  const key = unlocked.deviceKey.slice();
  await rememberJoined(call, plan, key);
  const done = { done: "joined", store: plan.store, profile: plan.profile } as const;
  // Whoever made the wallet was stopped before it could show this.
  return own === null ? done : { ...done, recovery: formatRecoverySheet(key) };
}

/** The wallet, if it is the one whose making was stopped on this device. */
async function openedWith(
  header: HeaderV1,
  { password, pending }: { password: string; pending: Uint8Array },
): Promise<Unlocked | null> {
  try {
    const unlocked = await unlockHeader(header, { password }, { deviceKey: pending });
    if (unlocked.deviceKey.length > 0) return unlocked;
    // A slot that takes no device key says nothing about this one.
    unlocked[Symbol.dispose]();
    return null;
  } catch (error) {
    if (error instanceof AuthenticationError) return null;
    throw error;
  }
}

async function rememberJoined(
  call: Call,
  plan: Plan,
  key: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const pending = pendingPath(call, plan.store, "init");
  try {
    await writeProfile(call, plan, key);
  } catch (error) {
    // It may have been stopped just after that.
    if (await isRemembered(call, plan.store)) await dropPending(pending);
    throw error;
  }
  await dropPending(pending);
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
