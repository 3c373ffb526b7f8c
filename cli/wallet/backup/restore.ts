/** `coffer backup restore` */
import type { Call, Command } from "../../command.ts";
import { confirmed, YES } from "../../confirmed.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "../options.ts";
import { openForBackups } from "./open.ts";

async function run(call: Call): Promise<void> {
  const id = call.arguments[0]!;
  const { store } = await openForBackups(call);
  await using _ = store;
  await confirmed(call, "Put everything back as it was then?");
  await store.restore(id);
  if (call.out.json) return await call.out.value({ restored: id });
  if (await store.header() === null) return;
  await call.out.note(
    "From now on this device takes what was put back for the newest. A device that has\n" +
      "seen something newer refuses it, until `coffer verify --accept` is run there.\n" +
      "It opens with the password of its time.",
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
  notes:
    `No password is asked for: what is put back is ciphertext as it is, and opens with the
password of its time. It works as well where the wallet is gone or damaged; what is left
of it is kept as a backup. If it was stopped, run it again.`,
  writes: () => true,
  usesBackups: () => true,
  run,
};
