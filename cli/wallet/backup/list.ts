/** `coffer backup list` */
import type { Call, Command } from "../../command.ts";
import { assertThere, openWalletIn } from "../open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "../options.ts";
import { openForBackups } from "./open.ts";
import { shown } from "../show.ts";

async function run(call: Call): Promise<void> {
  const { settings, store } = await openForBackups(call);
  await using _ = store;
  const backups = await store.backups();
  if (backups.length === 0) {
    // Where there is nothing at all, the name may be mistyped.
    const { format } = await openWalletIn(call, store, settings);
    if (format === "secret-wallet") await assertThere(store, settings);
  }
  if (call.out.json) return await call.out.value(backups);
  for (const { id, made, label } of backups) {
    await call.out.line(`${made}  ${shown(label)}  ${shown(id)}`);
  }
}

/** Lists the backups there are, oldest first. */
export const command: Command = {
  options: OPEN_WALLET,
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer backup list", does: "tells when each was made, and why" }],
  writes: () => false,
  usesBackups: () => true,
  run,
};
