/** `coffer save` */
import type { RecordStore, Versioned } from "../../core/ports.ts";
import { fromStored } from "../../core/wallet/v0/attributes.ts";
import { writeOut } from "../../exchange/files.ts";
import {
  plainPieces,
  sealedV0Pieces,
  sealedV1Pieces,
} from "../../exchange/wallet/mod.ts";
import type { Call, Command, Option } from "../command.ts";
import { openCalledStore } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";

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
  const pieces = decrypted
    ? plainPieces(wallet.records())
    : sealedPieces(await store.header(), store);
  const path = call.text("file");
  if (path === undefined) return await print(call, pieces);
  await writeOut(path, pieces, { force: call.flag("force") });
  if (decrypted) await call.out.warn(`${path} holds all secrets in the clear`);
}

/** Everything as it is stored; no password is needed. */
function sealedPieces(
  header: Versioned<string> | null,
  store: RecordStore,
): AsyncIterable<Uint8Array> {
  return header === null
    ? sealedV0Pieces(mapped(store.list(), ({ value }) => fromStored(value)))
    : sealedV1Pieces(header.value, mapped(store.list(), ({ value }) => value));
}

async function* mapped<A, B>(list: AsyncIterable<A>, map: (a: A) => B) {
  for await (const item of list) yield map(item);
}

/** Nothing is printed before everything has been read: what fails prints nothing. */
async function print(call: Call, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for (const piece of await Array.fromAsync(pieces)) await call.out.data(piece);
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
