import assert from "node:assert/strict";
import { changeDeviceKeys, changeSettings } from "../../../cli/config/change.ts";
import type { SettingChanges } from "../../../cli/config/mapped_changes.ts";
import { resolveSettings } from "../../../cli/config/settings.ts";
import { DamagedError, UsageError } from "../../../core/errors.ts";
import { modeOf } from "../../support/folder.ts";
import { type Home, temporaryHome } from "./home.ts";
import * as recorded from "./secretwallet_files.ts";

const OS = "linux";
const change = (home: Home, changes: SettingChanges, profile?: string) =>
  changeSettings({ env: home.env(), options: { profile }, os: OS, changes });
const theirs = (home: Home) => Deno.readTextFile(home.theirs);
const ours = async (home: Home) => JSON.parse(await Deno.readTextFile(home.ours));

const OURS = {
  coffer: 1,
  default: "main",
  future: { keep: "me" },
  profiles: {
    main: { future: 1.5, store: "sqlite:/w?table=a", deviceKey: { v3: "later" } },
    work: { deviceKey: { v0: "own" } },
  },
};

Deno.test("conf: secret_wallet's file ends up as it would have written it", async () => {
  await using home = await temporaryHome({ theirs: recorded.RELOADED });
  const changed = await change(home, {
    sessionTimeout: 30,
    sessionLifetime: 120,
    logLevel: "DEBUG",
    storageType: "AWS_DYNAMO",
  });
  assert.deepEqual(changed, { source: "secretwallet", path: home.theirs, profile: null });
  assert.equal(await theirs(home), recorded.AFTER_CONF_COMMAND);
});

Deno.test("conf: the rest of secret_wallet's file can be changed too", async () => {
  await using home = await temporaryHome({ theirs: recorded.SQLITE });
  await change(home, { table: "reloaded" });
  assert.equal(await theirs(home), recorded.RELOADED);
  await change(home, { awsProfile: "me", sessionTimeout: 0 });
  assert.equal(
    await theirs(home),
    recorded.RELOADED.replace('"secret-wallet"', '"me"')
      .replace("}", ', "session_timeout": 0}'),
  );
});

Deno.test("conf: saving narrows the mode of secret_wallet's file", async () => {
  await using home = await temporaryHome({ theirs: recorded.SQLITE });
  await Deno.chmod(home.theirs, 0o664);
  await change(home, { sessionTimeout: 1 });
  assert.equal(await modeOf(home.theirs), "600");
});

Deno.test("conf: a profile of ours is changed, and all else in the file is kept", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: recorded.SQLITE });
  const changed = await change(home, {
    sessionTimeout: 30,
    sessionLifetime: 120,
    logLevel: "FATAL",
    agent: false,
    awsProfile: "me",
    table: "b c",
  });
  assert.deepEqual(changed, { source: "coffer", path: home.ours, profile: "main" });
  const { profiles, ...rest } = await ours(home);
  assert.deepEqual(rest, { coffer: 1, default: "main", future: { keep: "me" } });
  assert.deepEqual(Object.entries(profiles.main), [
    ["future", 1.5],
    ["store", "sqlite:/w?table=b%20c"],
    ["deviceKey", { v3: "later" }],
    ["awsProfile", "me"],
    ["sessionTimeout", 30],
    ["sessionLifetime", 120],
    ["agent", false],
    ["logLevel", "fatal"],
  ]);
  assert.deepEqual(profiles.work, OURS.profiles.work);
  assert.equal(await theirs(home), recorded.SQLITE);
  assert.equal((await change(home, { agent: true }, "work")).profile, "work");
  assert.equal((await ours(home)).profiles.work.agent, true);
});

Deno.test("conf: where the records are, in our configuration", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: recorded.RELOADED });
  const store = async () => (await ours(home)).profiles.main.store;
  const sqlite = `sqlite:${home.path}/.secretwallet/secretwallet.sqlite?table=`;
  await change(home, { storageType: "local_sqlite" });
  assert.equal(await store(), `${sqlite}reloaded`);
  await change(home, { storageType: "aws_dynamo", table: "t" });
  assert.equal(await store(), "dynamodb:t?profile=secret-wallet");
  await change(home, { store: "file:/w.json" });
  assert.equal(await store(), "file:/w.json");
  await change(home, { storageType: "local_sqlite" }, "work");
  assert.equal((await ours(home)).profiles.work.store, `${sqlite}reloaded`);
});

const IMPOSSIBLE: SettingChanges[] = [
  { sessionTimeout: -1 },
  { sessionTimeout: 1.5 },
  { sessionTimeout: NaN },
  { sessionLifetime: 2_147_484 },
  { logLevel: "loud" },
  { logLevel: "" },
  { storageType: "bogus" },
  { storageType: "local_sqlite", logLevel: "loud" },
  { awsProfile: "" },
  { table: "" },
  { table: "\ud800" },
];

for (const changes of IMPOSSIBLE) {
  Deno.test(`conf: ${JSON.stringify(changes)} is refused, and nothing is written`, async () => {
    await using old = await temporaryHome({ theirs: recorded.SQLITE });
    await assert.rejects(change(old, changes), UsageError);
    assert.equal(await theirs(old), recorded.SQLITE);
    await using home = await temporaryHome({ ours: OURS });
    await assert.rejects(change(home, changes), UsageError);
    assert.deepEqual(await ours(home), OURS);
  });
}

Deno.test("conf: what one of the configurations cannot hold", async () => {
  await using old = await temporaryHome({ theirs: recorded.SQLITE });
  for (const changes of [{ store: "file:/w" }, { agent: true }]) {
    await assert.rejects(change(old, changes), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.hint!, /coffer init/);
      return true;
    });
  }
  await using home = await temporaryHome({ ours: OURS });
  const impossible: SettingChanges[] = [
    { store: "file:relative" },
    { store: "" },
    { store: "file:/w", storageType: "local_sqlite" },
    { store: "file:/w", table: "t" },
  ];
  for (const changes of impossible) {
    await assert.rejects(change(home, changes), UsageError);
  }
  await assert.rejects(change(home, { table: "t" }, "work"), UsageError);
  assert.deepEqual(await ours(home), OURS);
});

Deno.test("conf: without a configuration, or with a damaged one, nothing is made", async () => {
  await using none = await temporaryHome();
  await assert.rejects(change(none, { agent: true }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.hint!, /coffer init/);
    return true;
  });
  assert.deepEqual([...Deno.readDirSync(none.path)], []);
  await using damaged = await temporaryHome({ theirs: "{" });
  await assert.rejects(change(damaged, { table: "t" }), DamagedError);
  assert.equal(await theirs(damaged), "{");
});

Deno.test("device keys: each is changed where it stands", async () => {
  const KEY = new Uint8Array(32).fill(1);
  const keys = (home: Home, profile?: string) => ({
    env: home.env(),
    os: OS,
    options: { profile },
  });
  await using old = await temporaryHome({ theirs: recorded.RELOADED });
  await changeDeviceKeys({ ...keys(old), v0: recorded.RECORDED_NEW_KEY });
  assert.equal(await theirs(old), recorded.AFTER_RECONF_DEVICE);
  await assert.rejects(changeDeviceKeys({ ...keys(old), v1: KEY }), UsageError);

  await using both = await temporaryHome({ ours: OURS, theirs: recorded.RELOADED });
  await changeDeviceKeys({ ...keys(both), v0: recorded.RECORDED_NEW_KEY });
  assert.equal(await theirs(both), recorded.AFTER_RECONF_DEVICE);
  assert.deepEqual(await ours(both), OURS);
  await changeDeviceKeys({ ...keys(both), v1: KEY });
  await changeDeviceKeys({ ...keys(both, "work"), v0: "new" });
  assert.equal(await theirs(both), recorded.AFTER_RECONF_DEVICE);
  const { main, work } = (await ours(both)).profiles;
  assert.deepEqual(Object.keys(main.deviceKey), ["v3", "v1"]);
  assert.deepEqual(work.deviceKey, { v0: "new" });
  const { deviceKeys } = await resolveSettings(keys(both));
  assert.deepEqual(deviceKeys, { v0: null, v1: KEY });
  await changeDeviceKeys({ ...keys(both), v1: null });
  assert.deepEqual((await ours(both)).profiles.main.deviceKey, { v3: "later" });

  // secret_wallet's file has none, so there is nothing to stay there.
  await using alone = await temporaryHome({ ours: OURS, theirs: "{}" });
  await changeDeviceKeys({ ...keys(alone), v0: "k" });
  assert.equal((await ours(alone)).profiles.main.deviceKey.v0, "k");
  assert.equal(await theirs(alone), "{}");
  const short = changeDeviceKeys({ ...keys(alone), v1: new Uint8Array(31) });
  await assert.rejects(short, UsageError);
  await using none = await temporaryHome();
  await assert.rejects(changeDeviceKeys({ ...keys(none), v0: "k" }), UsageError);
});
