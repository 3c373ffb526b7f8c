/**
 * Made the stores in this folder, once. They are never made again: what is here must
 * open with every later version. To add a store, add to this file, run it in an empty
 * folder and copy what is new.
 *
 * `deno run --allow-write=FOLDER --allow-read tests/golden/make.ts FOLDER`
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1, type SlotToMake } from "../../core/wallet/v1/create_wallet.ts";
import {
  type DeviceWithKey,
  noDevice,
  passwordDevice,
  randomDevice,
} from "../../core/wallet/v1/device.ts";
import type { NamesMode } from "../../core/wallet/v1/header.ts";
import { DEFAULT_KDF, type PasswordKdf } from "../../core/wallet/v1/password_kdf.ts";
import { formatRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import { collected, QUICK_KDF, SURROUNDINGS } from "../support/wallets.ts";
import { type GoldenStore, plainRecord } from "../support/wallet_golden.ts";

const PBKDF2: PasswordKdf = { name: "pbkdf2-sha512", iterations: 600_000 };
const PASSWORD = "Gold3n wallet, for ever ñ";
const DEVICE_PASSWORD = "Dév1ce of the golden wallets";

/** Latin-1 alone in the values, since v0 holds no others; anything in the names. */
const RECORDS: WalletRecord[] = [
  record("", "the domain is empty", "u", "p"),
  record("Bank", "Konto 1", "jürgen@example.de", "Straße£¥§!", [
    ["IBAN", "DE89 3704 0044 0532 0130 00"],
    ["PIN", "0042"],
    ["naïve key", "ÿþý"],
  ]),
  record("__proto__", "constructor", "u", "p", [["__proto__", "1"], ["10", "2"]]),
  record("energy", "smart energy", "joe@email.com", "xy67Gh!8", [["hotline", ""]]),
  record("energy", "water", null, null),
  record("énergie", "composed", "u", ""),
  record("e\u0301nergie", "decomposed", "u", ""),
  record("many", "entries", "u", "p", entries(40)),
  record("long", "l".repeat(1000), "u".repeat(2000), "two\nlines\t\0\x1b[31m"),
  record("שלום\u202e", "right to left", "u", "p"),
  record("域名", "キー", "u", "p", [["🔑", "emoji key"]]),
];

function record(
  domain: string,
  access: string,
  uid: string | null,
  pwd: string | null,
  info: [string, string][] = [],
): WalletRecord {
  return { domain, access, uid, pwd, info: new Map(info) };
}

function entries(count: number): [string, string][] {
  return Array.from({ length: count }, (_, at) => [`entry ${at}`, `value ${at}`]);
}

interface Recipe {
  file: string;
  names: NamesMode;
  device: "none" | "password" | "random";
  kdf: PasswordKdf;
  token?: boolean;
}

const RECIPES: Recipe[] = [
  {
    file: "v1_sealed_random_default_kdf.json",
    names: "sealed",
    device: "random",
    kdf: DEFAULT_KDF,
  },
  { file: "v1_clear_none_quick.json", names: "clear", device: "none", kdf: QUICK_KDF },
  {
    file: "v1_sealed_none_token_quick.sqlite",
    names: "sealed",
    device: "none",
    kdf: QUICK_KDF,
    token: true,
  },
  {
    file: "v1_clear_password_pbkdf2.sqlite",
    names: "clear",
    device: "password",
    kdf: PBKDF2,
  },
];

async function makeV1(folder: string, recipe: Recipe): Promise<GoldenStore> {
  const scheme = schemeOf(recipe.file);
  const { device, said } = await deviceOf(recipe);
  const slots: SlotToMake[] = [
    {
      kind: "password",
      password: PASSWORD,
      label: "golden",
      kdf: recipe.kdf,
      device,
    },
    ...(recipe.token ? [{ kind: "token", label: "golden ci" } as const] : []),
  ];
  const { names } = recipe;
  const store = await openRecordStore(`${scheme}:${folder}/${recipe.file}`);
  const made = await createWalletV1(store, { names, slots, surroundings: SURROUNDINGS });
  await made.wallet.insert(RECORDS.map((record) => ({ record, overwrite: false })));
  await writeRecords(`${folder}/records_v1.json`, await collected(made.wallet.records()));
  await made.wallet[Symbol.asyncDispose]();
  const token = made.slots[1]?.token;
  return {
    file: recipe.file,
    scheme,
    format: "coffer",
    names,
    password: PASSWORD,
    device: said,
    ...(token !== undefined && { token }),
  };
}

async function deviceOf(
  { device: kind, kdf }: Recipe,
): Promise<{ device: DeviceWithKey; said: GoldenStore["device"] }> {
  if (kind === "none") return { device: noDevice(), said: { kind } };
  if (kind === "random") {
    const device = randomDevice(systemRandom);
    return { device, said: { kind, sheet: formatRecoverySheet(device.key) } };
  }
  const device = await passwordDevice(DEVICE_PASSWORD, { kdf, random: systemRandom });
  return { device, said: { kind, password: DEVICE_PASSWORD } };
}

/** secret_wallet's table is made as secret_wallet makes it. */
async function makeV0(folder: string, file: string): Promise<GoldenStore> {
  const scheme = schemeOf(file);
  const url = `${scheme}:${folder}/${file}`;
  if (scheme === "sqlite") await makeTable(`${folder}/${file}`);
  const key = await deviceKeyV0(DEVICE_PASSWORD);
  const store = await openRecordStore(url);
  const wallet = openWalletV0(
    store,
    { password: PASSWORD, deviceKey: key },
    SURROUNDINGS,
  );
  await wallet.insert(RECORDS.map((record) => ({ record, overwrite: false })));
  await writeRecords(`${folder}/records_v0.json`, await collected(wallet.records()));
  await wallet[Symbol.asyncDispose]();
  const device = { kind: "v0", key } as const;
  return {
    file,
    scheme,
    format: "secret-wallet",
    names: "clear",
    password: PASSWORD,
    device,
  };
}

async function makeTable(path: string): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  database.exec(
    "CREATE TABLE [access_secrets] (domain TEXT NOT NULL, access TEXT NOT NULL, " +
      "uid TEXT, pwd TEXT, info TEXT, timestamp TEXT, PRIMARY KEY (domain, access))",
  );
  database.close();
}

function schemeOf(file: string): GoldenStore["scheme"] {
  return file.endsWith(".sqlite") ? "sqlite" : "file";
}

async function writeRecords(path: string, records: WalletRecord[]): Promise<void> {
  await Deno.writeTextFile(path, json(records.map(plainRecord)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

if (import.meta.main) {
  const [folder = "."] = Deno.args;
  const stores: GoldenStore[] = [];
  for (const recipe of RECIPES) stores.push(await makeV1(folder, recipe));
  for (const file of ["v0.json", "v0.sqlite"]) stores.push(await makeV0(folder, file));
  await Deno.writeTextFile(`${folder}/stores.json`, json(stores));
}
