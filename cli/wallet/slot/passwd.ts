/** `coffer slot passwd` */
import type { Call, Command } from "../../command.ts";
import { newPassword } from "../../passwords.ts";
import { ALLOW_WEAK, NEW_PASSWORD_SOURCES } from "../../shared_options.ts";
import { openCalledV1 } from "../open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "../options.ts";

async function run(call: Call): Promise<void> {
  const id = call.arguments[0];
  await using wallet = await openCalledV1(call);
  await wallet.unlock();
  const password = await newPassword(call, wallet.location, { estimate: true });
  await wallet.slots.changePassword(password, id === undefined ? {} : { id });
  if (call.out.json) await call.out.value({ changed: id ?? null });
}

/** Changes one password; the records stay as they are. */
export const command: Command = {
  arguments: [{
    name: "[id]",
    help: "the slot; the one that opened the wallet if left out",
  }],
  options: [...NEW_PASSWORD_SOURCES, ALLOW_WEAK, ...CHANGE_WALLET],
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer slot passwd", does: "asks for the old and the new one" }],
  notes:
    `It takes as long for many records as for few. Who has kept the wallet key or an old
copy of the store is not shut out: \`coffer reconf --rotate-key\` renews the key.`,
  writes: () => true,
  run,
};
