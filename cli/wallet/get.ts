/** `coffer get` */
import { utf8 } from "../../core/bytes.ts";
import { NotFoundError, UsageError } from "../../core/errors.ts";
import { formatKey, quote } from "../../core/stash/key.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { CLIP_OPTIONS, clipGrants, clipOf, clipPrograms } from "../clipboard_option.ts";
import { recordOpener } from "../agent/use.ts";
import type { Call, Command } from "../command.ts";
import { assertPrintable } from "../printable.ts";
import { sawNames } from "../session.ts";
import { ACCESS, DOMAIN, fullName, NAME_ARGUMENTS } from "./name.ts";
import { calledStore } from "./called_store.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { nameOf, recordJson, recordLines } from "./show.ts";
import { VERIFY, VERIFY_FLAG } from "./whole.ts";

const INFO_PREFIX = "info/";

async function run(call: Call): Promise<void> {
  const clip = clipOf(call);
  if (clip !== null) {
    const { copyForAWhile } = await import("../clipboard_copy.ts");
    return await copyForAWhile(call, clip, () => clippedValue(call));
  }
  const name = fullName(call);
  const record = await called(call, name);
  const field = call.text("field");
  sawNames(call.io, [name]);
  if (field !== undefined) return await printField(call, record, field);
  if (call.out.json) return await call.out.value(recordJson(record));
  for (const line of recordLines(record)) await call.out.line(line);
}

/** What goes to the clipboard: the password, if no other field is named. */
async function clippedValue(call: Call): Promise<Uint8Array> {
  const record = await called(call, fullName(call));
  return utf8(fieldOf(record, call.text("field") ?? "pwd"));
}

/** The record of this name in the wallet that the call means. @throws as `existing` */
async function called(call: Call, name: RecordName): Promise<WalletRecord> {
  const place = await calledStore(call);
  await using _store = place.store;
  const record = await byAgent(call, place.store, name);
  if (record !== null) return record;
  const { openWalletAt } = await import("./open.ts");
  await using wallet = await openWalletAt(call, place);
  return await existing(wallet, name);
}

/** What the agent opens with a key that it keeps; `null` if it cannot. */
async function byAgent(
  call: Call,
  store: RecordStore,
  name: RecordName,
): Promise<WalletRecord | null> {
  const opener = recordOpener(call);
  const header = opener === undefined ? null : await store.header();
  if (header === null) return null;
  return await opener!.open({ header: header.value, ...name }, async (places) => {
    for (const place of places) {
      const found = await store.get(place);
      if (found !== null) return found.value;
    }
    return null;
  });
}

/**
 * The record under `name`.
 *
 * @throws {NotFoundError} if there is none
 */
export async function existing(wallet: Wallet, name: RecordName): Promise<WalletRecord> {
  const record = await wallet.get(name);
  if (record !== null) return record;
  throw new NotFoundError(`there is no record ${nameOf(name)}`, {
    hint: "`coffer list` lists what there is, `coffer query TEXT` searches",
  });
}

async function printField(
  call: Call,
  record: WalletRecord,
  field: string,
): Promise<void> {
  const value = fieldOf(record, field);
  if (call.out.json) return await call.out.value({ [field]: value });
  const bytes = utf8(value);
  const seen = call.io.stdout.isTerminal();
  if (seen) assertPrintable(bytes);
  await call.out.data(bytes);
  if (seen) await call.out.data(utf8("\n"));
}

/**
 * The value of a field: `uid`, `pwd` or `info/NAME`.
 *
 * @throws {UsageError} for another field
 * @throws {NotFoundError} if the record does not have it
 */
export function fieldOf(record: WalletRecord, field: string): string {
  const value = rawField(record, field);
  if (value !== null) return value;
  throw new NotFoundError(`${nameOf(record)} has no ${formatKey([field])}`, {
    hint: "`coffer get` without --field shows what it has",
  });
}

function rawField(record: WalletRecord, field: string): string | null {
  if (field === "uid") return record.uid;
  if (field === "pwd") return record.pwd;
  if (field.startsWith(INFO_PREFIX)) {
    return record.info.get(field.slice(INFO_PREFIX.length)) ?? null;
  }
  throw new UsageError(`there is no field ${quote(field)}`, {
    hint: "fields are uid, pwd and info/NAME",
  });
}

/** Shows one record, or one field of it. */
export const command: Command = {
  arguments: NAME_ARGUMENTS,
  options: [
    DOMAIN,
    ACCESS,
    { flags: "--field <FIELD>", help: "print this value alone: uid, pwd or info/NAME" },
    ...CLIP_OPTIONS,
    VERIFY,
    ...OPEN_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer get energy 'smart energy'", does: "shows the record" },
    {
      call: "coffer get -d energy -a 'smart energy' --field pwd",
      does: "prints the password alone, without a newline in a pipe",
    },
    {
      call: "coffer get energy 'smart energy' --clip",
      does: "copies the password; half a minute later the clipboard is cleared",
    },
  ],
  notes: `--clip uses the desktop's own tool: wl-copy, xclip, xsel, pbcopy,
termux-clipboard-set or PowerShell. The clipboard is cleared only if the value is still
there. A second Coffer, which does not have the value, waits in the background for that:
it is started by its name, so \`coffer\` must be in PATH. A program that keeps a history
of the clipboard keeps what it saw.`,
  writes: () => false,
  opensOneRecord: (call) => !call.flag(VERIFY_FLAG),
  programs: clipPrograms,
  needs: clipGrants,
  run,
};
