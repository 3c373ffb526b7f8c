/** `coffer set` */
import { UsageError } from "../../core/errors.ts";
import type { RecordPatch } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { generatePassword } from "../generate.ts";
import { askSecret } from "../prompt.ts";
import { sawNames } from "../session.ts";
import { readStdin } from "../stdin.ts";
import { ACCESS, DOMAIN, fullName, NAME_ARGUMENTS } from "./name.ts";
import { CHANGE_WALLET, openCalledWallet, WALLET_ALIASES } from "./open.ts";
import { nameOf } from "./show.ts";

async function run(call: Call): Promise<void> {
  const name = fullName(call);
  const given = await patchNotAsked(call);
  await using wallet = await openCalledWallet(call);
  await wallet.unlock();
  const patch = call.flag("pwdPrompt")
    ? { ...given, pwd: await askSecret(call.io, `pwd of ${nameOf(name)}`) }
    : given;
  const done = await wallet.set(name, patch);
  sawNames(call.io, [name]);
  if (call.out.json) await call.out.value({ ...name, done });
}

async function patchNotAsked(call: Call): Promise<RecordPatch> {
  const uid = call.text("uid");
  const pwd = await pwdNotAsked(call);
  const info = infoPairs(call);
  if (
    uid === undefined && pwd === undefined && info.size === 0 && !call.flag("pwdPrompt")
  ) {
    throw new UsageError("nothing to set", {
      hint: "say what: -u UID, --pwd-prompt, --generate, -ik NAME -iv VALUE",
    });
  }
  return {
    ...(uid !== undefined && { uid }),
    ...(pwd !== undefined && { pwd }),
    info,
  };
}

async function pwdNotAsked(call: Call): Promise<string | undefined> {
  const sources = ["pwd", "pwdStdin", "pwdPrompt", "generate"]
    .filter((name) => call.flag(name) || call.text(name) !== undefined);
  if (sources.length > 1) throw new UsageError("the pwd is given in more than one way");
  const text = call.text("pwd");
  if (text !== undefined) await warnOfArgv(call);
  if (call.flag("pwdStdin")) return await fromStdin(call);
  if (sources[0] === "generate") {
    return generatePassword(call.flag("generate") ? undefined : call.number("generate"));
  }
  return text;
}

async function fromStdin(call: Call): Promise<string> {
  const bytes = await readStdin(call.io, "the pwd");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.replace(/\r?\n$/, "");
  } catch (cause) {
    throw new UsageError("the pwd is not UTF-8 text", { cause });
  }
}

async function warnOfArgv(call: Call): Promise<void> {
  await call.out.warn(
    "a pwd on the command line can be seen in the list of processes and in the " +
      "shell's history; --pwd-prompt, --pwd-stdin or --generate keep it to yourself",
  );
}

/** Names and values in the order in which they were given. */
function infoPairs(call: Call): Map<string, string> {
  const [names, values] = [call.texts("infoKey"), call.texts("infoValue")];
  if (names.length !== values.length) {
    throw new UsageError("every -ik NAME needs its -iv VALUE", {
      hint: `there are ${names.length} names and ${values.length} values`,
    });
  }
  return new Map(names.map((name, at) => [name, values[at]!]));
}

/** Makes a record, or changes the parts that are named. */
export const command: Command = {
  arguments: NAME_ARGUMENTS,
  options: [
    DOMAIN,
    ACCESS,
    { flags: "-u, --uid <UID>", help: "the user id" },
    { flags: "-p, --pwd <PWD>", help: "the password itself; others may see it" },
    { flags: "--pwd-prompt", help: "ask for the password, without showing it" },
    { flags: "--pwd-stdin", help: "read the password from standard input" },
    { flags: "--generate [LENGTH]", help: "make a password by chance (default: 24)" },
    { flags: "--info-key <NAME>", help: "-ik: the name of an info entry", repeats: true },
    { flags: "--info-value <VALUE>", help: "-iv: its value", repeats: true },
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
    { call: "coffer set bank online --generate 32", does: "sets a password by chance" },
  ],
  writes: () => true,
  run,
};
