/** `coffer query` */
import type { Summary, Wallet } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { sawNames } from "../session.ts";
import { openCalledWallet } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { printNames } from "./show.ts";

/** What is searched for; letters match in either case. */
export interface Pattern {
  domain?: string | undefined;
  access?: string | undefined;
  /** Matches in either. */
  either?: string | undefined;
}

async function run(call: Call): Promise<void> {
  await using wallet = await openCalledWallet(call);
  const names = await matching(wallet, {
    domain: call.text("domain"),
    access: call.text("access"),
    either: call.arguments[0],
  });
  sawNames(call.io, names);
  await printNames(call.out, names, call.io.stdout.isTerminal());
}

/** The records whose names match, in order. */
export async function matching(wallet: Wallet, pattern: Pattern): Promise<Summary[]> {
  const found: Summary[] = [];
  for await (const name of wallet.names()) {
    if (matches(name, pattern)) found.push(name);
  }
  return found;
}

function matches({ domain, access }: Summary, pattern: Pattern): boolean {
  const { either } = pattern;
  return contains(domain, pattern.domain) && contains(access, pattern.access) &&
    (either === undefined || contains(domain, either) || contains(access, either));
}

function contains(text: string, part: string | undefined): boolean {
  return part === undefined || text.toLowerCase().includes(part.toLowerCase());
}

/** Searches names. */
export const command: Command = {
  arguments: [{ name: "[text]", help: "a part of a domain or an access" }],
  options: [
    { flags: "-d, --domain <TEXT>", help: "a part of the domain" },
    { flags: "-a, --access <TEXT>", help: "a part of the access" },
    ...OPEN_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer query ener", does: "finds it in domains and accesses" },
    { call: "coffer query -a smart", does: "finds it in accesses alone" },
  ],
  notes: "Upper and lower case are the same. No match is not an error.",
  writes: () => false,
  run,
};
