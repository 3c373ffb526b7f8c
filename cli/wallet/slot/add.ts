/** `coffer slot add` */
import type { WalletV1 } from "../../../core/wallet/v1/wallet.ts";
import type { Call, Command } from "../../command.ts";
import { newPassword } from "../../passwords.ts";
import { ALLOW_WEAK, NEW_PASSWORD_SOURCES } from "../../shared_options.ts";
import { openCalledV1 } from "../open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "../options.ts";

async function run(call: Call): Promise<void> {
  await using wallet = await openCalledV1(call);
  await wallet.unlock();
  const label = call.text("label") ?? "";
  if (call.flag("token")) await addToken(call, wallet, label);
  else await addPassword(call, wallet, label);
}

async function addToken(call: Call, wallet: WalletV1, label: string): Promise<void> {
  const { id, token } = await wallet.slots.addTokenSlot({ label });
  if (call.out.json) return await call.out.value({ id, token });
  await call.out.note(
    `slot ${id}: this token opens the whole wallet, and is shown only now.\n` +
      "Put it into a file that COFFER_TOKEN_FILE names in the job that needs it, or into\n" +
      "the variable COFFER_TOKEN.",
  );
  await call.out.line(token);
}

async function addPassword(call: Call, wallet: WalletV1, label: string): Promise<void> {
  const password = await newPassword(call, wallet.location, { estimate: true });
  const id = await wallet.slots.addPasswordSlot(password, { label });
  if (call.out.json) await call.out.value({ id });
  else await call.out.note(`slot ${id}`);
}

/** Adds a password or a CI token. */
export const command: Command = {
  options: [
    { flags: "--token", help: "a token for CI: no password, no device key" },
    { flags: "--label <TEXT>", help: "what it is for; not secret" },
    ...NEW_PASSWORD_SOURCES,
    ALLOW_WEAK,
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer slot add --label 'for Ann'",
      does: "asks for the new password twice",
    },
    { call: "coffer slot add --token --label ci", does: "prints a token, once" },
  ],
  notes:
    `A slot opens the whole wallet; for less, make a smaller wallet. A new password needs
the same device key as the one that opened the wallet.`,
  writes: () => true,
  run,
};
