/** `coffer backup list` */
import type { Call, Command } from "../../command.ts";
import { OPEN_WALLET, openCalledStore, WALLET_ALIASES } from "../open.ts";
import { shown } from "../show.ts";

async function run(call: Call): Promise<void> {
  const { wallet, store } = await openCalledStore(call, "nothing");
  await using _ = wallet;
  const backups = await store.backups();
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
