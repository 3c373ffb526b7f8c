/** `coffer save` */
import { utf8 } from "../../core/bytes.ts";
import type { RecordStore, StoredRecord } from "../../core/ports.ts";
import { fromStored } from "../../core/wallet/v0/attributes.ts";
import { writeOut } from "../../exchange/files.ts";
import {
  formatPlain,
  formatSealedV0,
  formatSealedV1,
} from "../../exchange/wallet/mod.ts";
import type { Call, Command, Option } from "../command.ts";
import { OPEN_WALLET, openCalledStore, WALLET_ALIASES } from "./open.ts";

/** Where to. */
export const TARGET_FILE: Option = {
  flags: "-f, --file <FILE>",
  help: "write to a new file (mode 0600) in place of standard output",
};
/** Over what is there. */
export const FORCE: Option = { flags: "--force", help: "replace a file that is there" };

async function run(call: Call): Promise<void> {
  const { wallet, store } = await openCalledStore(call);
  await using _ = wallet;
  const decrypted = call.flag("decrypted");
  const text = decrypted
    ? formatPlain(await Array.fromAsync(wallet.records()))
    : await sealedText(store);
  const path = call.text("file");
  if (path === undefined) return await call.out.data(utf8(text));
  await writeOut(path, utf8(text), { force: call.flag("force") });
  if (decrypted) await call.out.warn(`${path} holds all secrets in the clear`);
}

/** Everything as it is stored; no password is needed. */
async function sealedText(store: RecordStore): Promise<string> {
  const header = await store.header();
  const records: StoredRecord[] = [];
  for await (const { value } of store.list()) records.push(value);
  return header === null
    ? formatSealedV0(records.map(fromStored))
    : formatSealedV1(header.value, records);
}

/** Writes everything to a file that `load` takes. */
export const command: Command = {
  options: [
    { flags: "-d, --decrypted", help: "in the clear; without it, encrypted as it is" },
    TARGET_FILE,
    FORCE,
    ...OPEN_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer save -f wallet.json", does: "saves encrypted; asks for no password" },
    { call: "coffer save -d -f clear.json", does: "saves in the clear, with mode 0600" },
  ],
  notes:
    "secret_wallet loads what is saved from a wallet in its format, and the reverse.",
  writes: (call) => call.text("file") !== undefined,
  needs: (call, grants) => grants.create(call.text("file")),
  run,
};
