/**
 * Wallets to measure on: secret_wallet's own with 50 records, and ours with few and with
 * many.
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { noDevice } from "../../core/wallet/v1/device.ts";
import type { Lab } from "../lab.ts";
import { denoDir } from "../programs/coffer.ts";

/** The memorable password of all of them. */
export const MEMORABLE = "Memor4ble! 1";
/** What it may become. */
export const NEW_MEMORABLE = "N3w memorable!";
const surroundings = { clock: systemClock, random: systemRandom };

/** The table as secret_wallet makes it. */
const TABLE = `CREATE TABLE [access_secrets] (domain TEXT NOT NULL, access TEXT NOT NULL,
  uid TEXT, pwd TEXT, info TEXT, timestamp TEXT, PRIMARY KEY (domain, access))`;

/** Runs secret_wallet's own command line, with the password given and no session left. */
export const SECRET_WALLET = `
import sys, getpass
getpass.getpass = lambda prompt="": sys.argv[1]
answers = iter(sys.argv[2].split(","))
import builtins
builtins.input = lambda prompt="": next(answers)
from secretwallet.main import myparser
from secretwallet.main.configuration import load_configurations
import secretwallet.utils.password_manager as pm
passwords = iter(sys.argv[1].split(","))
getpass.getpass = lambda prompt="": next(passwords)
myparser.start_my_session = lambda *rest: None
sys.argv = ["secret_wallet"] + sys.argv[3:]
load_configurations()
myparser.Parser()
`;

/** Records with two info entries each. */
export function* sample(count: number): Generator<WalletRecord> {
  for (let i = 0; i < count; i++) {
    yield {
      domain: `domain ${i % 100}`,
      access: `access ${i}`,
      uid: `user${i}@example.com`,
      pwd: `p4ssword ${i}!`,
      info: new Map([["note", `number ${i}`], ["hotline", "0800 123456"]]),
    };
  }
}

/**
 * A home folder with secret_wallet's configuration and a database of `count` records; gives
 * the device key.
 */
export async function secretWalletHome(home: string, count: number): Promise<string> {
  await Deno.mkdir(`${home}/.secretwallet`, { recursive: true, mode: 0o700 });
  const deviceKey = await deviceKeyV0("D3vice password!");
  const configuration = {
    key: deviceKey,
    profile: "secret-wallet",
    table_name: "access_secrets",
    storage_type: "local_sqlite",
  };
  await Deno.writeTextFile(
    `${home}/.secretwallet/secretwallet.json`,
    JSON.stringify(configuration),
    { mode: 0o600 },
  );
  // It asks for credentials of AWS even where none are used.
  await Deno.mkdir(`${home}/.aws`);
  await Deno.writeTextFile(`${home}/.aws/credentials`, "[secret-wallet]\n");
  const path = `${home}/.secretwallet/secretwallet.sqlite`;
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  database.exec(TABLE);
  database.close();
  const store = await openRecordStore(`sqlite:${path}`);
  await using wallet = openWalletV0(
    store,
    { password: MEMORABLE, deviceKey },
    surroundings,
  );
  await wallet.insert([...sample(count)].map((record) => ({ record, overwrite: false })));
  return deviceKey;
}

/** Where a wallet of Coffer's own is kept. */
export type Scheme = "sqlite" | "file";

/** For every command on a wallet of Coffer's own; a device knows what it has seen of it. */
export function walletEnv(lab: Lab, device = "device"): Record<string, string> {
  return {
    HOME: lab.at("home"),
    XDG_STATE_HOME: lab.at(`${device} state`),
    COFFER_PASSWORD: MEMORABLE,
    COFFER_NEW_PASSWORD: NEW_MEMORABLE,
    NO_COLOR: "1",
    ...denoDir(),
  };
}

/** A wallet of Coffer's own with `count` records, without a device key; gives its path. */
export function walletOf(lab: Lab, scheme: Scheme, count: number): Promise<string> {
  const path = lab.at(`${count}.${scheme}`);
  return lab.once(path, async () => {
    await using store = await openRecordStore(`${scheme}:${path}`);
    if (scheme === "sqlite") await filled(store, count);
    else await taken(await walletOf(lab, "sqlite", count), store);
    return path;
  });
}

async function filled(store: RecordStore, count: number): Promise<void> {
  const { wallet } = await createWalletV1(store, {
    slots: [{ kind: "password", password: MEMORABLE, label: "", device: noDevice() }],
    surroundings,
  });
  await wallet.insert([...sample(count)].map((record) => ({ record, overwrite: false })));
}

/** What is sealed is the same in every store. */
async function taken(from: string, to: RecordStore): Promise<void> {
  await using store = await openRecordStore(`sqlite:${from}`);
  const header = (await store.header())!.value;
  const records = await Array.fromAsync(
    store.scan(),
    ({ value: record }) => ({ do: "put", record, expected: "absent" } as const),
  );
  await to.commit([...records, { do: "header", header, expected: "absent" }]);
}
