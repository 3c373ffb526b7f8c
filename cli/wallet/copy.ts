/** `coffer copy` */
import { CofferError, UsageError } from "../../core/errors.ts";
import { type Copied, copyWallet } from "../../core/wallet/copy/copy.ts";
import { baseOfCopy } from "../../core/wallet/sync/base.ts";
import type { Call, Command } from "../command.ts";
import { counted } from "../counted.ts";
import { progress } from "../progress.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { SyncMemory } from "./sync_memory.ts";
import { type NamedStores, needsOfTwo, openTwo, type TwoStores } from "./two_stores.ts";

async function run(call: Call): Promise<void> {
  await using stores = await openTwo(call, storesOf(call), {
    watch: "unless missing",
  });
  const { first: from, second: to } = stores;
  const dryRun = call.flag("dryRun");
  const line = progress(call.io, "records");
  const options = { from, to, dryRun, onProgress: line.report };
  const copied = await copyWallet(options).finally(line.done);
  if (!dryRun) await remember(call, stores, copied);
  const { format, records, already } = copied;
  if (call.out.json) {
    const [from, to] = stores.urls;
    return await call.out.value({ from, to, format, records, already, dryRun });
  }
  const there = already === 0 ? "" : `, ${already} of them were there already`;
  await call.out.note(
    dryRun
      ? `${counted(records, "record")} to copy${there} (dry run: nothing was written)`
      : `${counted(records, "record")} ${
        records === 1 ? "is" : "are"
      } in ${to.location}, each compared${there}`,
  );
}

/** From where to where, by options or by position. */
function storesOf(call: Call): NamedStores {
  const { arguments: args } = call;
  const [from, to] = [call.text("from"), call.text("to")];
  if (args.length > 0 && (from !== undefined || to !== undefined)) {
    throw new UsageError("name the stores by --from and --to, or by position");
  }
  const second = to ?? args.at(-1);
  if (second === undefined) {
    throw new UsageError("where is the wallet to be copied to?", {
      hint: "name an empty store with --to URL",
    });
  }
  return { first: from ?? (args.length > 1 ? args[0] : undefined), second };
}

/** From here on both change: the first sync is to know what was the same. */
async function remember(
  call: Call,
  { urls }: TwoStores,
  copied: Copied,
): Promise<void> {
  try {
    await new SyncMemory(call, urls).write(baseOfCopy(copied));
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    await call.out.warn(
      `the next sync of the two will know of nothing: ${error.message}`,
    );
  }
}

/** Copies a wallet. */
export const command: Command = {
  arguments: [
    { name: "[from]", help: "the URL of a store (default: the configured one)" },
    { name: "[to]", help: "the URL of an empty store; if one is given, it is this" },
  ],
  options: [
    { flags: "--from <URL>", help: "which wallet (default: the configured one)" },
    { flags: "--to <URL>", help: "where to: an empty store" },
    { flags: "--dry-run", help: "tell what would be done, and do nothing" },
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer copy --to file:/media/stick/wallet.json",
      does: "copies the configured wallet",
    },
    { call: "coffer copy --from sqlite:w.sqlite --to file:w.json", does: "names both" },
  ],
  notes:
    `Ciphertext moves as it is, so no password is asked for, and the copy opens with the
same. All records are read back and compared before the header makes a wallet of
them. If it is stopped, run it again: it goes on. Backups are not copied.`,
  writes: (call) => !call.flag("dryRun"),
  ...needsOfTwo(storesOf, { writesFirst: false, remembers: true }),
  run,
};
