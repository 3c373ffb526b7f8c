/**
 * What the original's command line did, done with ours: exit code, values shown, and the
 * records that result. Where the effect is another one, docs/migration.md says why.
 */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { type PlainRecord, plainRecord } from "../support/wallet_golden.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import {
  BARE_RUNS,
  CHANGING_RUNS,
  CONF_RUNS,
  DIFFERENCES,
  FIRST_RUNS,
  listedBy,
  LOADING_RUNS,
  READING_RUNS,
} from "../support/wallet_replay.ts";
import {
  home,
  inOrder,
  insertedBy,
  json,
  replay,
  RUNS,
  VECTORS,
} from "../support/wallet_replayed.ts";
import { makeTable } from "../support/wallet_scene.ts";
import { collected, SURROUNDINGS } from "../support/wallets.ts";

const manifest = await json("manifest.json");
const MEMORABLE: string = manifest.memorable;
const DEVICE: string = manifest.device_password;

Deno.test("replay: the first records of a wallet", async () => {
  await using folder = await home();
  makeTable(database(folder));
  for (const each of FIRST_RUNS) await replay(folder, each);
  const [record, ...others] = await records(folder);
  assert.deepEqual(others, []);
  const { info, info_order, ...made } = manifest.secret_made_with_cli;
  const { updated: _, ...ours } = record!;
  assert.deepEqual(ours, {
    ...made,
    info: info_order.map((name: string) => [name, info[name]]),
  });
});

Deno.test("replay: reading, and what goes wrong", async () => {
  await using folder = await home();
  await Deno.copyFile(`${VECTORS}secretwallet.sqlite`, database(folder));
  const before = await records(folder);
  for (const each of READING_RUNS) await replay(folder, each);
  assert.deepEqual(await records(folder), before);
});

Deno.test("replay: loading, renaming, deleting, other passwords", async () => {
  await using folder = await home();
  makeTable(database(folder));
  for (const each of CHANGING_RUNS) {
    await replay(folder, each);
    if (each.run === 54) assert.equal((await records(folder)).length, 12);
  }
  const left = await records(
    folder,
    manifest.new_memorable_after_reconf,
    manifest.new_device_after_reconf,
  );
  assert.deepEqual(
    inOrder(left.map(({ domain, access }) => [domain, access])),
    inOrder(listedBy(RUNS[69]!.stdout)),
  );
});

Deno.test("replay: the configuration", async () => {
  await using folder = await home();
  const path = folder.at(".secretwallet/secretwallet.json");
  const first = JSON.parse(await Deno.readTextFile(path));
  for (const each of CONF_RUNS) await replay(folder, each);
  const { key: _k, table_name: _t, ...changed } = JSON.parse(
    await Deno.readTextFile(path),
  );
  const { key: _, table_name: __, ...theirs } = await json(
    "secretwallet.after_conf_cmd.json",
  );
  assert.deepEqual(changed, theirs);
  const { key, table_name } = JSON.parse(await Deno.readTextFile(path));
  assert.deepEqual([key, table_name], [first.key, first.table_name]);
});

Deno.test("replay: loading what was saved in the clear", async () => {
  await using folder = await home();
  makeTable(database(folder));
  const [missing, load] = LOADING_RUNS;
  const more = ["--store", `sqlite:${database(folder)}?table=reloaded2`];
  await replay(folder, missing!, { more });
  await replay(folder, load!);
  const saved = await json("save.local_sqlite.decrypted.json");
  const loaded = await records(folder);
  assert.equal(loaded.length, saved.length ?? Object.keys(saved).length);
  for (const [domain, access] of insertedBy(RUNS[75]!.stdout)) {
    assert.ok(loaded.some((each) => each.domain === domain && each.access === access));
  }
});

Deno.test("replay: without a configuration", async () => {
  await using folder = await temporaryFolder();
  for (const each of BARE_RUNS) await replay(folder, each);
});

Deno.test("replay: each difference is told in docs/migration.md", async () => {
  const text = await Deno.readTextFile(
    new URL("../../docs/migration.md", import.meta.url),
  );
  for (const name of Object.values(DIFFERENCES)) {
    assert.ok(text.includes(`- **${name}.** `), name);
  }
});

Deno.test("replay: all runs but those that need AWS or the old set-up", () => {
  const all = [
    ...FIRST_RUNS,
    ...READING_RUNS,
    ...CHANGING_RUNS,
    ...CONF_RUNS,
    ...LOADING_RUNS,
    ...BARE_RUNS,
  ].map(({ run }) => run).sort((a, b) => a - b);
  const setUp = [2, 3];
  // tests/cli/dynamodb.test.ts has them.
  const aws = (at: number) => at >= 29 && at <= 53;
  const expected = [...RUNS.keys()].filter((at) => !aws(at) && !setUp.includes(at));
  assert.deepEqual(all, expected);
});

function database(folder: TemporaryFolder): string {
  return folder.at(".secretwallet/secretwallet.sqlite");
}

async function records(
  folder: TemporaryFolder,
  password = MEMORABLE,
  device = DEVICE,
): Promise<PlainRecord[]> {
  const store = await openRecordStore(`sqlite:${database(folder)}`);
  const deviceKey = await deviceKeyV0(device);
  await using wallet = openWalletV0(store, { password, deviceKey }, SURROUNDINGS);
  return (await collected(wallet.records())).map(plainRecord);
}
