/** `coffer set` */
import type { Call, Command } from "../command.ts";
import { sawNames } from "../session.ts";
import { ACCESS, DOMAIN, fullName, NAME_ARGUMENTS } from "./name.ts";
import { openCalledWallet } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { patchNotAsked, withAnswers } from "./set_patch.ts";

async function run(call: Call): Promise<void> {
  const name = fullName(call);
  const given = await patchNotAsked(call);
  await using wallet = await openCalledWallet(call);
  await wallet.unlock();
  const done = await wallet.set(name, await withAnswers(call, name, given));
  sawNames(call.io, [name]);
  if (call.out.json) await call.out.value({ ...name, done });
}

/** Makes a record, or changes the parts that are named. */
export const command: Command = {
  arguments: NAME_ARGUMENTS,
  options: [
    DOMAIN,
    ACCESS,
    { flags: "-u, --uid <UID>", help: "the user id" },
    { flags: "-p, --pwd <PWD>", help: "the password itself; others may see it" },
    { flags: "--pwd-prompt", help: "ask for the password twice, without showing it" },
    { flags: "--pwd-stdin", help: "read the password from standard input" },
    { flags: "--generate [LENGTH]", help: "make a password by chance (default: 24)" },
    { flags: "--info-key <NAME>", help: "-ik: the name of an info entry", repeats: true },
    {
      flags: "--info-value <VALUE>",
      help: "-iv: its value; others may see it",
      repeats: true,
    },
    { flags: "--info-prompt", help: "ask for the value of one -ik, without showing it" },
    { flags: "--info-stdin", help: "read the value of one -ik from standard input" },
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer set energy 'smart energy' -u joe@email.com --pwd-prompt",
      does: "makes the record, or changes it",
    },
    {
      call: "coffer set -d energy -a 'smart energy' -ik hotline -iv '0800 123456'",
      does: "adds an info entry; several pairs may follow one another",
    },
    {
      call: "coffer set bank online -ik pin --info-prompt",
      does: "asks for the value of an info entry",
    },
    { call: "coffer set bank online --generate 32", does: "sets a password by chance" },
  ],
  writes: () => true,
  run,
};
