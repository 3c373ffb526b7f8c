/**
 * A temporary folder with wallets, and the program run there: as a process, or within
 * the test where hundreds of runs are wanted.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { openRecordStore } from "../../backends/mod.ts";
import { run } from "../../cli/run.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import type { NamesMode } from "../../core/wallet/v1/header.ts";
import { openWalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import { fakeIo, type FakeOptions } from "../cli/fake_io.ts";
import { coffer, type Outcome } from "../cli/program.ts";
import { temporaryFolder } from "./folder.ts";
import { collected, quickSlot, SURROUNDINGS } from "./wallets.ts";

/** Opens every wallet made here. */
export const PASSWORD = "C0rrect horse, battery staple";
/** What the device key of the v0 wallets is made from. */
export const DEVICE_PASSWORD = "Devíce of the sc3ne";

/** The kinds of wallets that a scene can make; all open without configuration. */
export const KINDS = ["v1 file", "v1 sqlite", "v0 file", "v0 sqlite"] as const;
/** One of them. */
export type Kind = typeof KINDS[number];

/** What a run within the test left. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder with its home. */
export interface Scene extends AsyncDisposable {
  path: string;
  at(name: string): string;
  /** What says which wallet is meant and what opens it. */
  env: Record<string, string>;
  /** The program as a process, on the wallet of this scene. */
  coffer(args: string[], stdin?: string): Promise<Outcome>;
  /** The program within this process; on a terminal where something is typed. */
  run(args: string[], options?: FakeOptions): Promise<Ran>;
  /** The wallet itself; the caller disposes of it. */
  open(password?: string): Promise<Wallet>;
  /** Every record, as the wallet gives it. */
  records(password?: string): Promise<WalletRecord[]>;
}

/** A scene with an empty wallet of that kind. */
export async function scene(
  kind: Kind,
  { names = "sealed", records = [] }: {
    names?: NamesMode;
    records?: WalletRecord[];
  } = {},
): Promise<Scene> {
  const folder = await temporaryFolder();
  const isV1 = kind.startsWith("v1");
  const [scheme, file] = kind.endsWith("file")
    ? ["file", "wallet.json"]
    : ["sqlite", "wallet.sqlite"];
  const url = `${scheme}:${folder.at(file)}`;
  await Deno.mkdir(folder.at("home"));
  if (isV1) await makeV1(url, names);
  else if (scheme === "sqlite") makeTable(folder.at(file));
  const deviceKey = isV1 ? "" : await deviceKeyV0(DEVICE_PASSWORD);
  const env = {
    HOME: folder.at("home"),
    COFFER_STORE: url,
    COFFER_PASSWORD: PASSWORD,
    ...(isV1 ? {} : { COFFER_DEVICE_PASSWORD: DEVICE_PASSWORD }),
  };
  const open = async (password = PASSWORD) => {
    const store = await openRecordStore(url);
    return isV1
      ? openWalletV1(
        store,
        { secret: () => Promise.resolve({ password }) },
        SURROUNDINGS,
      )
      : openWalletV0(store, { password, deviceKey }, SURROUNDINGS);
  };
  if (records.length > 0) {
    await using wallet = await open();
    await wallet.insert(records.map((record) => ({ record, overwrite: false })));
  }
  return {
    path: folder.path,
    at: folder.at,
    env,
    open,
    async records(password = PASSWORD) {
      await using wallet = await open(password);
      return await collected(wallet.records());
    },
    coffer: (args, stdin = "") =>
      coffer(args, { cwd: folder.path, env, stdin: new TextEncoder().encode(stdin) }),
    run: (args, options = {}) => runHere(args, { ...options, env: options.env ?? env }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Runs the program within this process. */
export async function runHere(args: string[], options: FakeOptions): Promise<Ran> {
  const io = fakeIo(options);
  const code = await run(args, io);
  return { code, ...io.said() };
}

async function makeV1(url: string, names: NamesMode): Promise<void> {
  const { wallet } = await createWalletV1(await openRecordStore(url), {
    names,
    slots: [quickSlot(PASSWORD)],
    surroundings: SURROUNDINGS,
  });
  await wallet[Symbol.asyncDispose]();
}

/** As secret_wallet makes it. */
export function makeTable(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    "CREATE TABLE [access_secrets] (domain TEXT NOT NULL, access TEXT NOT NULL, " +
      "uid TEXT, pwd TEXT, info TEXT, timestamp TEXT, PRIMARY KEY (domain, access))",
  );
  database.close();
}
