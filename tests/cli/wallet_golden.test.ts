import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { readOnly } from "../../backends/read_only.ts";
import { AuthenticationError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { openWallet } from "../../core/wallet/open.ts";
import type { Secret } from "../../core/wallet/v1/unlock.ts";
import { parseRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import {
  GOLDEN,
  goldenRecords,
  type GoldenStore,
  goldenStores,
  plainRecord,
} from "../support/wallet_golden.ts";
import { collected, SURROUNDINGS } from "../support/wallets.ts";

const stores = await goldenStores();

for (const golden of stores) {
  Deno.test(`golden ${golden.file} opens and holds what it held`, async () => {
    const before = await contents();
    await assertHolds(golden, { password: golden.password });
    assert.deepEqual(await contents(), before, "reading has changed the folder");
  });
}

for (const golden of stores.filter(({ token }) => token !== undefined)) {
  Deno.test(`golden ${golden.file} opens with its token`, async () => {
    await assertHolds(golden, { token: golden.token! });
  });
}

for (const golden of stores) {
  Deno.test(`golden ${golden.file} does not open with another password`, async () => {
    await using wallet = await open(golden, { password: `${golden.password} ` });
    await assert.rejects(collected(wallet.records()), AuthenticationError);
  });
}

Deno.test("golden stores are all in the list", async () => {
  const files = (await names()).filter((name) => /\.(sqlite|json)$/.test(name));
  const listed = stores.map(({ file }) => file);
  const other = ["records_v0.json", "records_v1.json", "stores.json"];
  assert.deepEqual(files, [...listed, ...other].sort());
});

async function assertHolds(golden: GoldenStore, secret: Secret): Promise<void> {
  const expected = await goldenRecords(golden);
  await using wallet = await open(golden, secret);
  assert.equal(wallet.format, golden.format);
  const records = await collected(wallet.records());
  assert.deepEqual(records.map(plainRecord), expected);
  for (const record of expected) {
    const found = await wallet.get(record);
    assert.deepEqual(found && plainRecord(found), record);
  }
  const listed = await collected(wallet.names());
  assert.deepEqual(
    listed,
    expected.map(({ domain, access, updated }) => ({ domain, access, updated })),
  );
}

async function open(golden: GoldenStore, secret: Secret): Promise<Wallet> {
  const { device, scheme, file } = golden;
  const store: RecordStore = readOnly(
    await openRecordStore(`${scheme}:${GOLDEN}${file}`),
  );
  const v1 = {
    secret: () => Promise.resolve(secret),
    ...(device.kind === "password" && {
      devicePassword: () => Promise.resolve(device.password),
    }),
    ...(device.kind === "random" && { deviceKey: parseRecoverySheet(device.sheet) }),
  };
  const password = "password" in secret ? secret.password : "";
  const v0 = device.kind === "v0"
    ? { v0: { password, deviceKey: device.key } }
    : undefined;
  return await openWallet(store, { ...v0, v1 }, SURROUNDINGS);
}

async function contents(): Promise<Map<string, Uint8Array>> {
  const all = new Map<string, Uint8Array>();
  for (const name of await names()) all.set(name, await Deno.readFile(GOLDEN + name));
  return all;
}

async function names(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(GOLDEN));
  return entries.map(({ name }) => name).sort();
}
