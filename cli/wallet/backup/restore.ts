/** `coffer backup restore` */
import type { Call, Command } from "../../command.ts";
import { confirmed, YES } from "../../confirmed.ts";
import { CHANGE_WALLET, openCalledStore, WALLET_ALIASES } from "../open.ts";

async function run(call: Call): Promise<void> {
  const id = call.arguments[0]!;
  const { wallet, store } = await openCalledStore(call, "nothing");
  await using _ = wallet;
  await confirmed(call, "Put everything back as it was then?");
  await store.restore(id);
  if (call.out.json) return await call.out.value({ restored: id });
  if (wallet.format !== "coffer") return;
  await call.out.note(
    "From now on this device takes what was put back for the newest. A device that has\n" +
      "seen something newer refuses it, until `coffer verify --accept` is run there.",
  );
}

/** Puts everything back as it was. */
export const command: Command = {
  arguments: [{ name: "<id>", help: "as `coffer backup list` has it" }],
  options: [YES, ...CHANGE_WALLET],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer backup restore ID", does: "what is there now is backed up first" },
  ],
  writes: () => true,
  usesBackups: () => true,
  run,
};
