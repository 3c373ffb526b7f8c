/** `coffer slot remove` */
import type { Call, Command } from "../../command.ts";
import { confirmed, YES } from "../../confirmed.ts";
import { CHANGE_WALLET, openCalledV1, WALLET_ALIASES } from "../open.ts";

async function run(call: Call): Promise<void> {
  const id = call.arguments[0]!;
  await using wallet = await openCalledV1(call);
  await wallet.unlock();
  await confirmed(call, `Remove slot ${id}?`);
  await wallet.slots.removeSlot(id);
  if (call.out.json) await call.out.value({ removed: id });
  await call.out.note(
    "Who has kept the wallet key or an old copy of the store can still read it. After a\n" +
      "leak, renew the key too: `coffer reconf --rotate-key`.",
  );
}

/** Takes away a password or a CI token. */
export const command: Command = {
  arguments: [{ name: "<id>", help: "as `coffer slot list` has it" }],
  options: [YES, ...CHANGE_WALLET],
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer slot remove 1f2e3d4c", does: "asks first" }],
  notes: "The last slot stays: nothing would open the wallet without it.",
  writes: () => true,
  run,
};
