/** `coffer reconf` */
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { PartialError, UsageError } from "../../core/errors.ts";
import type { WalletV1 } from "../../core/wallet/v1/wallet.ts";
import { deviceKeyV0, fieldKeyV0 } from "../../core/wallet/keys_v0.ts";
import { type Rekeyed, rekeyV0 } from "../../core/wallet/v0/rekey.ts";
import type { Call, Command } from "../command.ts";
import { changeDeviceKeys } from "../config/change.ts";
import { confirmed, YES } from "../confirmed.ts";
import { configurationGrants } from "../needs/configuration.ts";
import { currentPassword, newDevicePassword, newPassword } from "../passwords.ts";
import { progress } from "../progress.ts";
import {
  ALLOW_WEAK,
  NEW_DEVICE_PASSWORD_SOURCES,
  NEW_PASSWORD_SOURCES,
} from "../shared_options.ts";
import { deviceKeyOf, openCalledStore, type OpenedCall } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { renewDevice, tellChanged } from "./reconf_device.ts";
import { rotateKey } from "./reconf_rotate.ts";
import { dropUpgraded, targetOf, upgrade } from "./reconf_upgrade.ts";
import { nameOf } from "./show.ts";

/** What can be done, one at a time. */
const DEEDS = ["memorable", "device", "rotateKey", "upgrade"] as const;

async function run(call: Call): Promise<void> {
  const wanted = DEEDS.filter((name) => call.flag(name));
  if (wanted.length !== 1) {
    throw new UsageError("what is to be changed? one thing at a time", {
      hint: "-m the memorable password, -d the device password, --rotate-key, --upgrade",
    });
  }
  if (wanted[0] === "upgrade") await dropUpgraded(call);
  const opened = await openCalledStore(call);
  await using _ = opened.wallet;
  if (wanted[0] === "upgrade") return await upgrade(call, opened);
  if (wanted[0] === "rotateKey") return await rotateKey(call, opened);
  if (opened.wallet.format === "coffer") {
    return await (call.flag("device")
      ? renewDevice(call, opened)
      : renewPassword(call, opened.wallet as WalletV1));
  }
  await confirmed(call, "Seal all records anew under the new password?");
  await reconfV0(call, opened);
}

/** One slot is rewritten. */
async function renewPassword(call: Call, wallet: WalletV1): Promise<void> {
  await wallet.unlock();
  const password = await newPassword(call, wallet.location, { estimate: true });
  await wallet.slots.changePassword(password);
  await tellChanged(call, "password");
}

async function reconfV0(call: Call, { store, settings }: OpenedCall): Promise<void> {
  const device = await deviceKeyOf(call, settings);
  const old = await currentPassword(call, store.location);
  const isDevice = call.flag("device");
  const nextDevice = isDevice ? await deviceKeyV0(await newDevicePassword(call)) : device;
  const next = isDevice ? old : await newPassword(call, store.location);
  const line = progress(call.io, "records");
  const result = await rekeyV0(store, {
    from: await fieldKeyV0(old, device),
    to: await fieldKeyV0(next, nextDevice),
    clock: systemClock,
    random: systemRandom,
    beforeWriting: async () => {
      const { id } = await store.backup("before reconf");
      await call.out.note(`backup: ${id}`);
    },
    onProgress: line.report,
  }).finally(line.done);
  // Only now: a run that is stopped before finds the old key, and goes on.
  if (isDevice) await rememberDevice(call, nextDevice);
  await report(call, result);
}

async function report(call: Call, result: Rekeyed): Promise<void> {
  const { changed, already, unopened } = result;
  if (call.out.json) await call.out.value(result);
  else await call.out.note(`${changed} records sealed anew, ${already} were already`);
  if (unopened.length === 0) return;
  await call.out.flush();
  throw new PartialError(
    `not changed, since neither password opens them: ${unopened.map(nameOf).join(", ")}`,
    { hint: "they are as they were; `coffer backup list` names the backup" },
  );
}

async function rememberDevice(call: Call, v0: string): Promise<void> {
  await changeDeviceKeys({
    env: (name) => call.io.env(name),
    options: { profile: call.text("profile") },
    v0,
  });
}

/** Changes a password of the wallet. */
export const command: Command = {
  options: [
    { flags: "-m, --memorable", help: "change the memorable password" },
    { flags: "-d, --device", help: "change the device password" },
    { flags: "--rotate-key", help: "renew the key of a wallet of Coffer's own format" },
    { flags: "--upgrade", help: "make a wallet of Coffer's own format beside this one" },
    { flags: "--purge", help: "with --upgrade: empty the old wallet afterwards" },
    { flags: "--to <URL>", help: "with --upgrade: where (default: Coffer's own place)" },
    ...NEW_PASSWORD_SOURCES,
    ...NEW_DEVICE_PASSWORD_SOURCES,
    ALLOW_WEAK,
    YES,
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer reconf -m", does: "asks for the old and the new password" },
    { call: "coffer reconf -d", does: "changes what this device adds to it" },
    { call: "coffer reconf --upgrade", does: "leaves secret_wallet's data as they are" },
    {
      call: "coffer reconf --rotate-key",
      does: "after a leak: shuts out who had the key",
    },
  ],
  notes:
    `A backup is made first (\`coffer backup list\`). If it is stopped, run it again: it
goes on where it was. Other devices need the new device password too; here, other slots
that may need the old one are named.

In Coffer's own format -m and -d change one slot of the header, in one step, however many
records there are: the new password is shown to open the new header before that takes the
place of the old one, and no backup is made, since the old password would open it. Where
you want one all the same, \`coffer backup make\` makes it. If -d was stopped after the
wallet was changed, this device goes on when it is run again, and asks for no new device
password then; until that, --device-password-file with the new one opens the wallet.`,
  writes: () => true,
  usesBackups: () => true,
  stores: (call) => call.flag("upgrade") ? [{ url: targetOf(call), writes: true }] : [],
  needs: (call, grants) => {
    const writes = call.flag("device") || call.flag("upgrade");
    configurationGrants(call, { grants, writes });
  },
  run,
};
