/**
 * Wallets of both formats in tables of a local engine, to measure growth on.
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { fromStored } from "../../core/wallet/v0/attributes.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { noDevice } from "../../core/wallet/v1/device.ts";
import { formatPlain, formatSealedV0 } from "../../exchange/wallet/mod.ts";
import type { Engine } from "../../tests/support/dynamodb_engines.ts";
import { freshTable } from "../../tests/support/dynamodb_tables.ts";
import { MEMORABLE } from "../data/wallets.ts";

const surroundings = { clock: systemClock, random: systemRandom };
const DEVICE_PASSWORD = "D3vice password!";
/** The credentials of the profile; local engines take any. */
const PROFILE = `[secret-wallet]
aws_access_key_id = AKIDOFTHEBENCH
aws_secret_access_key = not a secret
region = eu-west-1
`;

/** What commands are measured on. */
export interface Place {
  /** A home folder with secret_wallet's configuration for the v0 table. */
  home: string;
  /** The environment of every command. */
  env: Record<string, string>;
  /** Tables of Coffer's own format: one with an empty wallet, and two with nothing. */
  wallet: string;
  copy: string;
  upgraded: string;
  /** A table of secret_wallet's with one record. */
  old: string;
  /** The records in the clear, and sealed as secret_wallet saves them. */
  plain: string;
  sealed: string;
}

/** Makes everything for `records` below `folder`. */
export async function makePlace(
  folder: string,
  engine: Engine,
  records: readonly WalletRecord[],
): Promise<Place> {
  const home = await Deno.makeTempDir({ dir: folder });
  const [wallet, copy, upgraded, old] = await Promise.all(
    Array.from({ length: 4 }, () => freshTable(engine)),
  ) as [string, string, string, string];
  const place = {
    ...{ home, wallet, copy, upgraded, old },
    env: environment(home, engine),
    plain: `${home}/plain.json`,
    sealed: `${home}/sealed.json`,
  };
  await makeWallet(wallet);
  await Deno.writeTextFile(place.plain, formatPlain([...records]));
  const deviceKey = await deviceKeyV0(DEVICE_PASSWORD);
  await Deno.writeTextFile(place.sealed, await sealedV0(records, deviceKey));
  await oldWallet(old, deviceKey);
  await configure(home, tableOf(old), deviceKey);
  return place;
}

/** The same table of another engine, or of a proxy before it. */
export function at(url: string, engine: Engine): string {
  return url.replace(/endpoint=[^&]*/, `endpoint=${encodeURIComponent(engine.endpoint)}`);
}

/** The environment for commands on an engine. */
export function environment(home: string, engine: Engine): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: `${home}/config`,
    XDG_STATE_HOME: `${home}/state`,
    COFFER_PASSWORD: MEMORABLE,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_REGION: "eu-west-1",
    NO_COLOR: "1",
  };
}

/** The name of the table of a store. */
export function tableOf(url: string): string {
  return /^dynamodb:([^?]*)/.exec(url)![1]!;
}

async function makeWallet(url: string): Promise<void> {
  const { wallet } = await createWalletV1(await openRecordStore(url), {
    slots: [{ kind: "password", password: MEMORABLE, label: "", device: noDevice() }],
    surroundings,
  });
  await wallet[Symbol.asyncDispose]();
}

async function sealedV0(
  records: readonly WalletRecord[],
  deviceKey: string,
): Promise<string> {
  const store = await openRecordStore("memory:");
  const secrets = { password: MEMORABLE, deviceKey };
  await using wallet = openWalletV0(store, secrets, surroundings);
  await wallet.insert(records.map((record) => ({ record, overwrite: false })));
  const stored = await Array.fromAsync(store.list(), ({ value }) => fromStored(value));
  return formatSealedV0(stored);
}

/** One record, or nobody could tell that it is a wallet. */
async function oldWallet(url: string, deviceKey: string): Promise<void> {
  const store = await openRecordStore(url);
  const secrets = { password: MEMORABLE, deviceKey };
  await using wallet = openWalletV0(store, secrets, surroundings);
  await wallet.set({ domain: "first", access: "first" }, { uid: "first" });
}

async function configure(home: string, table: string, key: string): Promise<void> {
  await Deno.mkdir(`${home}/.secretwallet`, { mode: 0o700 });
  await Deno.writeTextFile(
    `${home}/.secretwallet/secretwallet.json`,
    JSON.stringify({
      key,
      profile: "secret-wallet",
      table_name: table,
      storage_type: "aws_dynamo",
    }),
    { mode: 0o600 },
  );
  await Deno.mkdir(`${home}/.aws`, { mode: 0o700 });
  await Deno.writeTextFile(`${home}/.aws/credentials`, PROFILE, { mode: 0o600 });
}
