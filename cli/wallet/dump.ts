/** `coffer dump` */
import { utf8 } from "../../core/bytes.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { formatDump } from "../../exchange/wallet/mod.ts";
import { writeOut } from "../../exchange/files.ts";
import type { Call, Command } from "../command.ts";
import { openCalledWallet } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { FORCE, TARGET_FILE } from "./save.ts";
import { recordJson } from "./show.ts";

async function run(call: Call): Promise<void> {
  await using wallet = await openCalledWallet(call);
  const records: WalletRecord[] = await Array.fromAsync(wallet.records());
  const path = call.text("file");
  if (path !== undefined) {
    await writeOut(path, utf8(formatDump(records)), { force: call.flag("force") });
    return await call.out.warn(`${path} holds all secrets in the clear`);
  }
  if (call.out.json) return await call.out.value(records.map(recordJson));
  await call.out.data(utf8(formatDump(records)));
}

/** Prints everything in the clear, for people. */
export const command: Command = {
  options: [TARGET_FILE, FORCE, ...OPEN_WALLET],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer dump", does: "prints all records in the clear" },
    { call: "coffer dump -f all.txt", does: "writes them to a file with mode 0600" },
  ],
  notes:
    "The secrets are in the clear: mind where they go. `coffer save` can load again.",
  writes: (call) => call.text("file") !== undefined,
  needs: (call, grants) => grants.create(call.text("file")),
  run,
};
