/** `coffer delete` */
import { NotFoundError, UsageError } from "../../core/errors.ts";
import { formatKey } from "../../core/stash/key.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { confirmed, YES } from "../confirmed.ts";
import { ACCESS, DOMAIN, fullName, NAME_ARGUMENTS, partialName } from "./name.ts";
import { assertNothingNamed, deleteDamaged } from "./delete_damaged.ts";
import { openCalledStore } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { nameOf } from "./show.ts";

async function run(call: Call): Promise<void> {
  const entry = call.text("infoKey");
  if (call.flag("damaged")) assertNothingNamed(call);
  else if (call.flag("acceptMissing")) {
    throw new UsageError("--accept-missing means something with --damaged only");
  }
  const opened = await openCalledStore(call);
  await using wallet = opened.wallet;
  if (call.flag("damaged")) return await deleteDamaged(call, opened);
  if (entry !== undefined) return await deleteEntry(call, wallet, entry);
  const names = await namesToDelete(call, wallet);
  for (const name of names) await call.out.note(nameOf(name));
  const what = names.length === 1 ? "this record" : `these ${names.length} records`;
  await confirmed(call, `Delete ${what} for good?`);
  await wallet.delete(names);
  if (call.out.json) await call.out.value({ deleted: names });
}

async function deleteEntry(call: Call, wallet: Wallet, entry: string): Promise<void> {
  const name = fullName(call);
  await confirmed(call, `Delete ${formatKey([entry])} of ${nameOf(name)} for good?`);
  await wallet.deleteInfo(name, entry);
  if (call.out.json) await call.out.value({ ...name, deleted: entry });
}

async function namesToDelete(call: Call, wallet: Wallet): Promise<RecordName[]> {
  const { domain, access } = partialName(call);
  if (domain === undefined) {
    throw new UsageError("which records? a domain is needed", {
      hint: "-d alone names all records of a domain, -d and -a one",
    });
  }
  const names: RecordName[] = [];
  for await (const name of wallet.names({ domain })) {
    if (access !== undefined && name.access !== access) continue;
    names.push({ domain: name.domain, access: name.access });
  }
  if (names.length > 0) return names;
  const what = formatKey(access === undefined ? [domain] : [domain, access]);
  throw new NotFoundError(`there is no record ${what}`, {
    hint: "`coffer list` lists what there is",
  });
}

/** Deletes a record, a whole domain, or one info entry. */
export const command: Command = {
  arguments: NAME_ARGUMENTS,
  options: [
    DOMAIN,
    ACCESS,
    { flags: "--info-key <NAME>", help: "-ik: delete this info entry alone" },
    {
      flags: "--damaged",
      help: "delete every record that does not open any more; makes a backup first",
    },
    {
      flags: "--accept-missing",
      help: "with --damaged: also where records have vanished, or are older ones",
    },
    YES,
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer delete energy 'smart energy'", does: "deletes one; asks first" },
    { call: "coffer delete -d energy", does: "deletes all records of the domain" },
    {
      call: "coffer delete energy 'smart energy' -ik hotline --yes",
      does: "deletes one info entry, without asking",
    },
    { call: "coffer delete --damaged", does: "where there is no backup to put back" },
  ],
  notes:
    `In Coffer's own format one damaged record keeps \`list\`, \`save\` and whatever else reads
everything from working. Put a backup back (\`coffer backup list\`); without one, --damaged
names the damaged records by the place where they are stored, and takes them away. A
record that has vanished leaves no place to name: then nothing is done without
--accept-missing.`,
  writes: () => true,
  run,
};
