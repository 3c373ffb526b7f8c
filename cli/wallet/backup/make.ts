/** `coffer backup make` */
import type { Call, Command } from "../../command.ts";
import { openCalledStore } from "../open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "../options.ts";

async function run(call: Call): Promise<void> {
  const { wallet, store } = await openCalledStore(call);
  await using _ = wallet;
  const backup = await store.backup(call.arguments[0] ?? "by hand");
  if (call.out.json) await call.out.value(backup);
  else await call.out.line(backup.id);
}

/** Copies everything aside; asks for no password. */
export const command: Command = {
  arguments: [{ name: "[label]", help: "what to call it" }],
  options: CHANGE_WALLET,
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer backup make 'before the move'", does: "copies all aside" }],
  notes: "It is ciphertext as it is, so it opens with the password of its time.",
  writes: () => true,
  usesBackups: () => true,
  run,
};
