/** `coffer load` */
import { openRecordStore } from "../../backends/mod.ts";
import { RefusedError, UsageError } from "../../core/errors.ts";
import type { RecordChange } from "../../core/ports.ts";
import { MOST_TEXT_BYTES } from "../../core/sizes.ts";
import { quote } from "../../core/stash/key.ts";
import { commitAll } from "../../core/wallet/in_parts.ts";
import { lookUp } from "../../core/wallet/look_up.ts";
import { toStored } from "../../core/wallet/v0/attributes.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName } from "../../core/wallet/wallet.ts";
import { readWhole } from "../../exchange/files.ts";
import * as exchange from "../../exchange/wallet/mod.ts";
import { openRecordV0 } from "../../core/wallet/format_v0.ts";
import { fieldKeyV0 } from "../../core/wallet/keys_v0.ts";
import type { StoredRecordV0 } from "../../core/wallet/stored_v0.ts";
import type { Settings } from "../config/settings.ts";
import { passwordIfGiven } from "../passwords.ts";
import type { Call, Command } from "../command.ts";
import { deviceKeyOf, openCalledStore, type OpenedCall, openWalletIn } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { type IsThere, namesIn, placesIn } from "./load_there.ts";
import { nameOf } from "./show.ts";

/** What came of a load. */
interface Loaded {
  inserted: RecordName[];
  left: RecordName[];
}

/** In bytes. */
const PIECE = 1 << 20;
const FORMATS = ["csv", "dotenv", "bitwarden"] as const;

async function run(call: Call): Promise<void> {
  const text = await fileBytes(call);
  const opened = await openCalledStore(call);
  await using _ = opened.wallet;
  const loaded = await load(call, opened, text);
  for (const name of loaded.left) {
    await call.out.note(`left alone, it is there already: ${nameOf(name)}`);
  }
  const dryRun = call.flag("dryRun");
  if (call.out.json) return await call.out.value({ ...loaded, dryRun });
  const would = dryRun ? " (dry run: nothing was written)" : "";
  await call.out.note(
    `${loaded.inserted.length} loaded, ${loaded.left.length} left alone${would}`,
  );
}

async function fileBytes(call: Call): Promise<Uint8Array> {
  const path = call.text("file");
  if (path === undefined) {
    throw new UsageError("which file is to be loaded?", { hint: "name it with -f FILE" });
  }
  const bytes = await readWhole(path, MOST_TEXT_BYTES);
  try {
    assertUtf8(bytes);
    return bytes;
  } catch (cause) {
    throw new UsageError(`${path} is not UTF-8 text`, { cause });
  }
}

/** In pieces, since all of it as a string would take as much memory again. */
function assertUtf8(bytes: Uint8Array): void {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let at = 0; at < bytes.length; at += PIECE) {
    decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
  }
  decoder.decode();
}

async function load(call: Call, opened: OpenedCall, text: Uint8Array): Promise<Loaded> {
  const format = call.text("format");
  if (format !== undefined) return await insert(call, opened, await imported(call, text));
  const kind = exchange.recognise(text);
  if (call.flag("decrypted") || kind === "plain") {
    if (kind !== "plain") {
      throw new UsageError("this file was saved encrypted", {
        hint: "load it without -d",
      });
    }
    return await insert(call, opened, exchange.parsePlain(text));
  }
  if (kind === "sealed-v0") return await insertSealedV0(call, opened, text);
  return await insertSealedV1(call, opened, text);
}

/**
 * The saved wallet is opened on its own, with the same password and device key, so that
 * ciphertext of another wallet or key is refused and nothing in it goes unproven.
 */
async function insertSealedV1(
  call: Call,
  opened: OpenedCall,
  text: Uint8Array,
): Promise<Loaded> {
  const { header, records } = exchange.parseSealedV1(text);
  const copy = await openRecordStore("memory:");
  await copy.commit([
    { do: "header", header, expected: "absent" },
    ...records.map((record): RecordChange => ({ do: "put", record, expected: "absent" })),
  ]);
  await using saved = await openWalletIn(call, copy, opened.settings);
  return await insert(call, opened, await Array.fromAsync(saved.records()));
}

/** What another program has exported; what it holds besides is named. */
async function imported(call: Call, bytes: Uint8Array): Promise<WalletRecord[]> {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const domain = call.text("domain");
  const { records, skipped } = parseFormat(call.text("format")!, text, domain);
  for (const { what, reason } of skipped) {
    await call.out.warn(`left out ${what}: ${reason}`);
  }
  return records;
}

function parseFormat(
  format: string,
  text: string,
  domain: string | undefined,
): exchange.Imported {
  const options = domain === undefined ? {} : { domain };
  switch (format) {
    case "csv":
      return exchange.parseCsv(text, options);
    case "bitwarden":
      return exchange.parseBitwarden(text, options);
    case "dotenv":
      if (domain !== undefined) return exchange.parseDotenv(text, { domain });
      throw new UsageError("which domain do the variables belong to?", {
        hint: "name it with --domain",
      });
  }
  throw new UsageError(`there is no format ${quote(format)}`, {
    hint: `known formats: ${FORMATS.join(", ")}`,
  });
}

async function insert(
  call: Call,
  { wallet, store }: OpenedCall,
  records: WalletRecord[],
): Promise<Loaded> {
  const overwrite = call.flag("overwrite");
  const dryRun = call.flag("dryRun");
  const isThere = wallet.sealsNames
    // Who inserts finds out by himself.
    ? dryRun ? await namesIn(wallet, records) : () => false
    : await placesIn(store, records);
  const [fresh, left] = await sorted(records, overwrite, isThere);
  if (dryRun) return { inserted: fresh.map(onlyName), left };
  const alsoLeft = await wallet.insert(
    fresh.map((record) => ({ record, overwrite })),
  );
  const notInserted = new Set(alsoLeft.map(nameOf));
  const inserted = fresh.filter((record) => !notInserted.has(nameOf(record)));
  return { inserted: inserted.map(onlyName), left: [...left, ...alsoLeft] };
}

const UNCHECKED =
  "not compared with the wallet's password, since none was given: --password-file does";

/** Tokens go in as they are, so that no password is needed. */
async function insertSealedV0(
  call: Call,
  { wallet, store, settings }: OpenedCall,
  text: Uint8Array,
): Promise<Loaded> {
  if (wallet.format !== "secret-wallet") {
    throw new RefusedError("this file was saved encrypted from secret_wallet's format", {
      hint: "save it decrypted (`save -d`) and load that",
    });
  }
  const overwrite = call.flag("overwrite");
  const records = exchange.parseSealedV0(text);
  await assertOurKey(call, settings, records);
  const versions = new Map<string, RecordChange["expected"]>();
  const look = await lookUp(store, records);
  const [fresh, left] = await sorted(records, overwrite, async (name) => {
    const found = await look(name);
    versions.set(nameOf(name), found?.version ?? "absent");
    return found !== null;
  });
  if (call.flag("dryRun")) return { inserted: fresh.map(onlyName), left };
  await commitAll(
    store,
    fresh.map((record) => ({
      do: "put",
      record: toStored(record),
      expected: versions.get(nameOf(record))!,
    })),
  );
  return { inserted: fresh.map(onlyName), left };
}

/**
 * Where a password is given anyway, tokens that it does not open are not taken in. Without
 * one nobody can tell: a token names neither its wallet nor its key.
 */
async function assertOurKey(
  call: Call,
  settings: Settings,
  records: readonly StoredRecordV0[],
): Promise<void> {
  const password = await passwordIfGiven(call);
  if (password === null) return await call.out.note(UNCHECKED);
  const key = await fieldKeyV0(password, await deviceKeyOf(call, settings));
  try {
    for (const record of records) openRecordV0(record, key);
  } finally {
    key.wipe();
  }
}

/** What is to be stored, and what stays as it is: of one name the first counts. */
async function sorted<T extends RecordName>(
  records: readonly T[],
  overwrite: boolean,
  isThere: IsThere,
): Promise<[fresh: T[], left: RecordName[]]> {
  const fresh = new Map<string, T>();
  const left: RecordName[] = [];
  for (const record of records) {
    const name = nameOf(record);
    const there = await isThere(record);
    if (fresh.has(name) || (there && !overwrite)) left.push(onlyName(record));
    else fresh.set(name, record);
  }
  return [[...fresh.values()], left];
}

function onlyName({ domain, access }: RecordName): RecordName {
  return { domain, access };
}

/** Takes in what `save` or another program wrote. */
export const command: Command = {
  options: [
    { flags: "-f, --file <FILE>", help: "the file to load" },
    { flags: "-d, --decrypted", help: "it is in the clear (this is found out anyway)" },
    { flags: "--format <FORMAT>", help: "csv, dotenv or bitwarden: of another program" },
    { flags: "--domain <DOMAIN>", help: "with --format: the domain of what names none" },
    { flags: "--overwrite", help: "replace records that are there" },
    { flags: "--dry-run", help: "tell what would be done, and do nothing" },
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer load -f wallet.json", does: "loads what `coffer save` wrote" },
    {
      call: "coffer load -f passwords.csv --format csv --dry-run",
      does: "tells what would come in from a browser's export",
    },
    {
      call: "coffer load -f .env --format dotenv --domain shop",
      does: "makes a record of every variable",
    },
  ],
  notes: `Records that are there are left alone and named, unless --overwrite is said.
A file has at most 500 MiB, some 370,000 records of Coffer's own format; \`coffer copy\`
takes any number from store to store.

What was saved encrypted from a wallet in secret_wallet's format goes in as it is, and
needs no password. Whether it was sealed with this wallet's password can only be told with
that password: it is compared where one is given (--password-file and the like), and what
it does not open is refused. Coffer's own format always asks, and takes its own alone.`,
  writes: (call) => !call.flag("dryRun"),
  needs: (call, grants) => grants.read(call.text("file")),
  run,
};
