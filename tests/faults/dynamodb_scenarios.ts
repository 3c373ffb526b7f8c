/**
 * The commands that write to DynamoDB, on a local engine: every request that they make can
 * be lost, or its answer.
 *
 * @module
 */

import {
  DeleteItemCommand,
  DeleteTableCommand,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { openBlobStore, openRecordStore } from "../../backends/mod.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import type { Engine } from "../support/dynamodb_engines.ts";
import {
  freshTable,
  itemsOf,
  plainClient,
  putItems,
  stashIn,
} from "../support/dynamodb_tables.ts";
import { sealedFile } from "../support/stashes.ts";
import { quickSlot, SURROUNDINGS } from "../support/wallets.ts";
import { folderStage, lookAtStash } from "./file_stage.ts";
import type { OpenStage, Scenario, Stage } from "./scenario.ts";
import { EVERYWHERE, onWallet, OWN, type Part, THEIRS } from "./wallet_scenarios.ts";
import { DEVICE_PASSWORD, PASSWORD, RECORDS } from "./wallet_stage.ts";

/** Format v1 changes three things at once, at least. */
const ATOMIC = 3;
/** In seconds; no time at all would end the first request before it is made. */
const IMPATIENT = ["--timeout", "1"];
const ON_WALLETS = [
  "set a new record",
  "set a part of a record",
  "delete a record",
  "load records",
  "copy",
  "backup make",
  "backup restore",
];
/** Where it is two requests, one alone may be made: exit code 9 says so, and what to do. */
const ATOMIC_RENAME = "rename a record";

/** All that this engine can do. */
export function dynamodbScenarios(engine: Engine): Scenario[] {
  return [
    ...parts("v0", [...ON_WALLETS, ...renames(engine), "reconf -m"], {
      ...EVERYWHERE,
      ...THEIRS,
    }, engine),
    ...(engine.transaction < ATOMIC
      ? []
      : parts("v1", [...ON_WALLETS, ...renames(engine), "slot add"], {
        ...EVERYWHERE,
        ...OWN,
      }, engine)),
    ...Object.entries(STASH).map(([what, part]): Scenario => ({
      name: `stash in ${engine.name}: ${what}`,
      open: () => stashStage(engine),
      look: lookAtStash,
      impatient: IMPATIENT,
      ...part,
    })),
  ];
}

function renames({ transaction }: Engine): string[] {
  return transaction > 1 ? [ATOMIC_RENAME] : [];
}

const STASH: Record<string, Pick<Scenario, "args" | "again">> = {
  write: { args: () => ["stash", "write", "new", "--value", "x"] },
  rm: { args: () => ["stash", "rm", "a"], again: [3] },
  mv: { args: () => ["stash", "mv", "a", "b"], again: [3] },
};

function parts(
  format: "v0" | "v1",
  names: string[],
  all: Record<string, Part>,
  engine: Engine,
): Scenario[] {
  return names.map((what) => {
    const { prepare, ...part } = all[what]!;
    return onWallet(
      `${format} in ${engine.name}: ${what}`,
      () => walletStage(engine, format, prepare),
      { ...part, impatient: IMPATIENT, between: () => format === "v0" },
    );
  });
}

async function walletStage(
  engine: Engine,
  format: "v0" | "v1",
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  const url = await freshTable(engine);
  await using wallet = format === "v0" ? await walletV0(url) : await walletV1(url);
  await wallet.insert(RECORDS.map((record) => ({ record, overwrite: false })));
  return await tableStage(url, {
    COFFER_STORE: url,
    ...(format === "v0" && { COFFER_DEVICE_PASSWORD: DEVICE_PASSWORD }),
  }, prepare);
}

/** An empty wallet of secret_wallet's format in a table. */
export async function walletV0(url: string) {
  const deviceKey = await deviceKeyV0(DEVICE_PASSWORD);
  const store = await openRecordStore(url);
  return openWalletV0(store, { password: PASSWORD, deviceKey }, SURROUNDINGS);
}

async function walletV1(url: string) {
  const { wallet } = await createWalletV1(await openRecordStore(url), {
    names: "sealed",
    slots: [quickSlot(PASSWORD)],
    surroundings: SURROUNDINGS,
  });
  return wallet;
}

async function stashStage(engine: Engine): Promise<OpenStage> {
  const table = await freshTable(engine);
  const url = stashIn(table, "s");
  const store = await openBlobStore(url);
  await store.save(await sealedFile([[["a"], "1"]], { password: PASSWORD }), "absent");
  return await tableStage(table, { COFFER_STASH: url });
}

/** A folder and a table, both of which are put back. */
async function tableStage(
  table: string,
  env: Record<string, string>,
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  const stage = await folderStage();
  Object.assign(stage.env, env);
  await prepare(stage);
  return {
    ...stage,
    async kept() {
      const putFolder = await stage.kept();
      const items = await itemsOf(table);
      const copies = await copiesOf(table);
      return async () => {
        await putFolder();
        await dropCopies(table, copies);
        await emptied(table);
        await putItems(table, items);
      };
    },
  };
}

/** The tables that backups are in, whole or not. */
async function copiesOf(table: string): Promise<string[]> {
  using client = plainClient(table);
  const { TableNames } = await client.send(new ListTablesCommand({}));
  return TableNames!.filter((name) => name.startsWith(`${client.table}.coffer-`));
}

/** Takes those away that were made since. */
async function dropCopies(table: string, kept: readonly string[]): Promise<void> {
  using client = plainClient(table);
  for (const TableName of await copiesOf(table)) {
    if (!kept.includes(TableName)) {
      await client.send(new DeleteTableCommand({ TableName }));
    }
  }
}

async function emptied(table: string): Promise<void> {
  using client = plainClient(table);
  for (const { domain, access } of await itemsOf(table)) {
    const Key = { domain, access } as unknown as Record<string, never>;
    await client.send(new DeleteItemCommand({ TableName: client.table, Key }));
  }
}
