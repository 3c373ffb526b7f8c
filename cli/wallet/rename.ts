/** `coffer rename` */
import { UsageError } from "../../core/errors.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { noRecord, taken } from "../../core/wallet/v1/wallet_errors.ts";
import type { Call, Command } from "../command.ts";
import { confirmed, YES } from "../confirmed.ts";
import { sawNames } from "../session.ts";
import { ACCESS, DOMAIN, fullName, NAME_ARGUMENTS } from "./name.ts";
import { openCalledWallet } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { nameOf } from "./show.ts";

async function run(call: Call): Promise<void> {
  const from = fullName(call);
  const to = newName(call, from);
  await using wallet = await openCalledWallet(call);
  // What need not be asked is looked up by the renaming itself.
  if (!call.flag("yes")) {
    await confirmed(call, await questionOf(call, wallet, { from, to }));
  }
  await wallet.rename(from, to, { force: call.flag("force") });
  sawNames(call.io, [to]);
  if (call.out.json) await call.out.value({ from, to });
}

/**
 * The question, once it is known that there is one.
 *
 * @throws {NotFoundError} if there is no such record
 * @throws {NameTakenError} if there is one of the new name, and no `--force`
 */
async function questionOf(
  call: Call,
  wallet: Wallet,
  { from, to }: { from: RecordName; to: RecordName },
): Promise<string> {
  const question = `Rename ${nameOf(from)} to ${nameOf(to)}`;
  if (!await isThere(wallet, from)) throw noRecord(from);
  if (!await isThere(wallet, to)) return `${question}?`;
  if (!call.flag("force")) throw taken(to);
  return `${question}, and replace the record that has this name?`;
}

/** By its name alone: nothing is opened that renaming does not open. */
async function isThere(wallet: Wallet, name: RecordName): Promise<boolean> {
  for await (const { access } of wallet.names({ domain: name.domain })) {
    if (access === name.access) return true;
  }
  return false;
}

function newName(call: Call, from: RecordName): RecordName {
  const to = {
    domain: call.text("newDomain") ?? from.domain,
    access: call.text("newAccess") ?? from.access,
  };
  if (to.domain !== from.domain || to.access !== from.access) return to;
  throw new UsageError("the new name is missing, or the same as the old", {
    hint: "give a new domain by -nd, a new access by -na, or both",
  });
}

/** Gives a record another name. */
export const command: Command = {
  arguments: NAME_ARGUMENTS,
  options: [
    DOMAIN,
    ACCESS,
    { flags: "--new-domain <DOMAIN>", help: "-nd: the new domain" },
    { flags: "--new-access <ACCESS>", help: "-na: the new access" },
    { flags: "--force", help: "replace a record that has the new name" },
    YES,
    ...CHANGE_WALLET,
  ],
  aliases: { ...WALLET_ALIASES, "-nd": "--new-domain", "-na": "--new-access" },
  examples: [
    {
      call: "coffer rename -d energy -a 'smart energy' -na 'smart meter'",
      does: "changes the access; asks first",
    },
    { call: "coffer rename energy gas -nd utilities --yes", does: "does not ask" },
  ],
  writes: () => true,
  run,
};
