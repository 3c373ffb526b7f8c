/** What no local engine has: by the requests that are sent, to one that answers as AWS. */

import assert from "node:assert/strict";
import { makeTable, openRecordStore } from "../../backends/mod.ts";
import { NotFoundError } from "../../core/errors.ts";
import { likeAws } from "../support/dynamodb_aws.ts";
import { startEngines } from "../support/dynamodb_engines.ts";
import { startProxy } from "../support/dynamodb_proxy.ts";
import { freshTable, restOf } from "../support/dynamodb_tables.ts";
import {
  all,
  contentsOf,
  fill,
  record,
  versionAt,
} from "../support/record_store_samples.ts";

const engine = (await startEngines()).at(-1)!;

Deno.test("AWS: a table is made on demand, protected, and recoverable", async () => {
  await using proxy = startProxy(engine);
  likeAws(proxy);
  const url = `dynamodb:${restOf("made", proxy.engine.endpoint)}`;
  const made = await makeTable(url, { protect: true });
  assert.deepEqual(made, { existed: false, recoverable: true });
  const created = proxy.seen.find(({ action }) => action === "CreateTable")!;
  assert.deepEqual(created.body, {
    TableName: "made",
    BillingMode: "PAY_PER_REQUEST",
    DeletionProtectionEnabled: true,
    KeySchema: [
      { AttributeName: "domain", KeyType: "HASH" },
      { AttributeName: "access", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "domain", AttributeType: "S" },
      { AttributeName: "access", AttributeType: "S" },
    ],
  });
  const recovery = proxy.seen.find(({ action }) => action === "UpdateContinuousBackups")!;
  assert.deepEqual(recovery.body, {
    TableName: "made",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const again = await makeTable(url, { protect: true });
  assert.deepEqual(again, { existed: true, recoverable: false });
  assert.equal(proxy.seen.filter(({ action }) => action === "CreateTable").length, 1);
});

Deno.test("AWS: a table with capacity that is paid for", async () => {
  await using proxy = startProxy(engine);
  likeAws(proxy);
  const url = `dynamodb:${restOf("paid", proxy.engine.endpoint)}`;
  await makeTable(url, { billing: { read: 3, write: 2 }, protect: false });
  const { body } = proxy.seen.find(({ action }) => action === "CreateTable")!;
  assert.equal(body.BillingMode, "PROVISIONED");
  assert.deepEqual(body.ProvisionedThroughput, {
    ReadCapacityUnits: 3,
    WriteCapacityUnits: 2,
  });
  assert.equal(body.DeletionProtectionEnabled, false);
});

Deno.test("AWS: recovery that is not ready yet is asked for again", async () => {
  await using proxy = startProxy(engine);
  likeAws(proxy);
  const usual = proxy.fault;
  let refused = 2;
  proxy.fault = (request) =>
    request.action === "UpdateContinuousBackups" && refused-- > 0
      ? { status: 400, type: "ContinuousBackupsUnavailableException" }
      : usual(request);
  const url = `dynamodb:${restOf("later", proxy.engine.endpoint)}`;
  assert.equal((await makeTable(url, { protect: true }))!.recoverable, true);
});

Deno.test("AWS: backups are the service's own, and restores go by a table that goes again", async () => {
  await using proxy = startProxy(engine);
  const kept = likeAws(proxy);
  const url = await freshTable(proxy.engine);
  await using store = await openRecordStore(url);
  const many = Array.from({ length: 25 }, (_, i) => record("d", `${i}`.padStart(2, "0")));
  await fill(store, many);
  await store.commit([{ do: "header", header: "first", expected: "absent" }]);
  const first = await contentsOf(store);
  const label = "before a “change”, and quite a long label at that ".repeat(3);
  const backup = await store.backup(label);
  assert.match(kept[0]!.BackupName, /^[a-zA-Z0-9_.-]{3,255}$/);
  assert.deepEqual(await store.backups(), [backup]);
  assert.equal(backup.made, "2023-11-14T22:13:20.250Z");

  for (const each of many.slice(0, 12)) {
    const { domain, access } = each;
    const expected = await versionAt(store, each);
    await store.commit([{ do: "delete", key: { domain, access }, expected }]);
  }
  await fill(store, [record("new", "one")]);
  const { version } = (await store.header())!;
  await store.commit([{ do: "header", header: "second", expected: version }]);
  const second = await contentsOf(store);

  proxy.seen.length = 0;
  await store.restore(backup.id);
  assert.deepEqual(await contentsOf(store), first);
  const writes = proxy.seen.filter(({ action }) => action === "TransactWriteItems");
  assert.ok(writes.at(-1)!.body.TransactItems.at(-1).Put.Item.header.S === "first");
  const { TargetTableName } =
    proxy.seen.find(({ action }) => action === "RestoreTableFromBackup")!.body;
  const { TableNames } = await proxy.send("ListTables", {});
  assert.ok(!TableNames.includes(TargetTableName));

  const backups = await store.backups();
  assert.deepEqual(backups.map((each) => each.label), [label, "before restore"]);
  await store.restore(backups[1]!.id);
  assert.deepEqual(await contentsOf(store), second);
  assert.equal((await store.backups()).length, 3);
  await assert.rejects(
    store.restore("arn:aws:dynamodb:x:1:table/y/backup/9"),
    NotFoundError,
  );
});

Deno.test("AWS: backups that somebody else made can be restored too", async () => {
  await using proxy = startProxy(engine);
  const kept = likeAws(proxy);
  const url = await freshTable(proxy.engine);
  await using store = await openRecordStore(url);
  await fill(store, [record("d", "a")]);
  await store.backup("ours");
  kept[0]!.BackupName = "nightly-2026";
  const [theirs] = await store.backups();
  assert.equal(theirs!.label, "nightly-2026");
  await fill(store, [record("d", "b")]);
  await store.restore(theirs!.id);
  assert.equal((await all(store.list())).length, 1);
});
