/** `coffer list` */
import type { Summary } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { sawNames } from "../session.ts";
import { DOMAIN } from "./name.ts";
import { openCalledWallet } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { printNames } from "./show.ts";

async function run(call: Call): Promise<void> {
  const domain = call.text("domain") ?? call.arguments[0];
  await using wallet = await openCalledWallet(call);
  const names: Summary[] = [];
  for await (const name of wallet.names(domain === undefined ? {} : { domain })) {
    names.push(name);
  }
  sawNames(call.io, names);
  await printNames(call.out, names, call.io.stdout.isTerminal());
}

/** Lists names. */
export const command: Command = {
  arguments: [{ name: "[domain]", help: "the domain, if not given by -d" }],
  options: [DOMAIN, ...OPEN_WALLET],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer list", does: "lists all records by name" },
    { call: "coffer list -d energy", does: "lists the records of one domain" },
  ],
  notes: "In a pipe, domain and access are separated by a tab.",
  writes: () => false,
  run,
};
