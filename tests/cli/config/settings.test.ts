import assert from "node:assert/strict";
import type { Env } from "../../../cli/config/places.ts";
import { resolveSettings, type SettingOptions } from "../../../cli/config/settings.ts";
import { toBase64Url } from "../../../core/base64url.ts";
import {
  CofferError,
  DamagedError,
  PermissionError,
  RefusedError,
  UsageError,
} from "../../../core/errors.ts";
import { temporaryHome } from "./home.ts";
import { DYNAMO, RECORDED_KEY, RELOADED, SQLITE } from "./secretwallet_files.ts";

const OS = "linux";
const settings = (env: Env, options: SettingOptions = {}) =>
  resolveSettings({ env, options, os: OS });

function refused(
  kind: new (message: string) => CofferError,
  message: RegExp,
  hint = /^/,
) {
  return (error: unknown) => {
    assert.ok(error instanceof kind, String(error));
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
    return true;
  };
}

const V1 = new Uint8Array(32).fill(9);
const OURS = {
  coffer: 1,
  default: "main",
  profiles: {
    main: { deviceKey: { v1: toBase64Url(V1) }, sessionTimeout: 5, agent: true },
    work: { store: "dynamodb:t?region=r", awsProfile: "me", deviceKey: { v0: "own" } },
  },
  plugins: { s3: { module: "/p/s3.js" } },
};

Deno.test("settings: nothing is configured: the way on is `coffer init`", async () => {
  await using home = await temporaryHome();
  await assert.rejects(
    settings(home.env()),
    refused(UsageError, /nothing is/, /coffer init/),
  );
});

Deno.test("settings: a store alone is enough to begin with", async () => {
  await using home = await temporaryHome();
  const expected = {
    source: "store only",
    path: null,
    profile: null,
    store: "file:./w.json",
    deviceKeys: { v0: null, v1: null },
    awsProfile: null,
    sessionTimeout: 60,
    sessionLifetime: 600,
    agent: false,
    logLevel: "info",
    plugins: new Map(),
    warnings: [],
  };
  assert.deepEqual(await settings(home.env(), { store: "file:./w.json" }), expected);
  const env = { COFFER_STORE: "file:./w.json" };
  assert.deepEqual(await settings(home.env(env)), expected);
  // Without a home, and where the environment may not be read at all.
  assert.deepEqual(await settings(() => undefined, { store: "file:./w.json" }), expected);
  await assert.rejects(settings(() => undefined), UsageError);
});

Deno.test("settings: with secret_wallet's folder alone, all is as it says", async () => {
  await using home = await temporaryHome({ theirs: RELOADED });
  const found = await settings(home.env());
  assert.deepEqual(found, {
    source: "secretwallet",
    path: home.theirs,
    profile: null,
    store: `sqlite:${home.path}/.secretwallet/secretwallet.sqlite?table=reloaded`,
    deviceKeys: { v0: RECORDED_KEY, v1: null },
    awsProfile: "secret-wallet",
    sessionTimeout: 60,
    sessionLifetime: 600,
    agent: false,
    logLevel: "info",
    plugins: new Map(),
    warnings: [],
  });
  const { store } = await settings(home.env(), { storageType: "AWS_DYNAMO" });
  assert.equal(store, "dynamodb:reloaded?profile=secret-wallet");
});

Deno.test("settings: secret_wallet's other storage", async () => {
  await using home = await temporaryHome({ theirs: DYNAMO });
  const { store } = await settings(home.env());
  assert.equal(store, "dynamodb:access_secrets?profile=secret-wallet");
  const local = await settings(home.env(), { storageType: "local_sqlite" });
  assert.equal(
    local.store,
    `sqlite:${home.path}/.secretwallet/secretwallet.sqlite?table=access_secrets`,
  );
});

Deno.test("settings: --store changes where the records are, and nothing else", async () => {
  for (
    const files of [{ theirs: SQLITE }, { ours: OURS }, { ours: OURS, theirs: SQLITE }]
  ) {
    await using home = await temporaryHome(files);
    const plain = await settings(home.env());
    const named = await settings(home.env(), { store: "file:/w" });
    const { deviceKeys } = named;
    assert.deepEqual(named, { ...plain, store: "file:/w", deviceKeys });
    assert.deepEqual(deviceKeys.v1, plain.deviceKeys.v1);
    const env = home.env({ COFFER_STORE: "file:/w" });
    assert.deepEqual(await settings(env), named);
    assert.equal((await settings(env, { store: "file:/o" })).store, "file:/o");
    assert.deepEqual(await settings(home.env({ COFFER_STORE: "" })), plain);
  }
});

Deno.test("settings: our configuration comes first", async () => {
  await using home = await temporaryHome({ ours: OURS });
  assert.deepEqual(await settings(home.env()), {
    source: "coffer",
    path: home.ours,
    profile: "main",
    store: `file:${home.path}/.local/share/coffer/wallet.json`,
    deviceKeys: { v0: null, v1: V1 },
    awsProfile: null,
    sessionTimeout: 5,
    sessionLifetime: 600,
    agent: true,
    logLevel: "info",
    plugins: new Map([["s3", { module: "/p/s3.js", read: [], write: [], net: [] }]]),
    warnings: [],
  });
  const env = home.env({ XDG_DATA_HOME: "/d" });
  assert.equal((await settings(env)).store, "file:/d/coffer/wallet.json");
});

Deno.test("settings: profiles by option, by variable, by default", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: SQLITE });
  const work = await settings(home.env(), { profile: "work" });
  assert.deepEqual(
    [work.profile, work.store, work.awsProfile, work.deviceKeys],
    ["work", "dynamodb:t?region=r", "me", { v0: "own", v1: null }],
  );
  const env = home.env({ COFFER_PROFILE: "work" });
  assert.deepEqual(await settings(env), work);
  assert.equal((await settings(env, { profile: "main" })).profile, "main");
  assert.equal((await settings(home.env({ COFFER_PROFILE: "" }))).profile, "main");
  await assert.rejects(
    settings(home.env(), { profile: "nope" }),
    refused(UsageError, /"nope"/, /"main", "work"/),
  );
  await assert.rejects(
    settings(home.env(), { profile: "nope", store: "file:/w" }),
    refused(UsageError, /"nope"/),
  );
});

Deno.test("settings: secret_wallet's folder has no profiles", async () => {
  await using home = await temporaryHome({ theirs: SQLITE });
  await assert.rejects(
    settings(home.env(), { profile: "main" }),
    refused(UsageError, /no profile "main"/, /coffer init/),
  );
});

Deno.test("settings: secret_wallet's device key stands in where ours has none", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: SQLITE });
  const { deviceKeys, awsProfile, source } = await settings(home.env());
  assert.deepEqual([awsProfile, source], [null, "coffer"]);
  // Not for the profile's own wallet, which is known to be of the other format.
  assert.deepEqual(deviceKeys, { v0: null, v1: V1 });
  const named = await settings(home.env(), { store: "sqlite:/other.sqlite" });
  assert.deepEqual(named.deviceKeys, { v0: RECORDED_KEY, v1: V1 });
});

Deno.test("settings: -st means secret_wallet's stores, whatever is configured", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: RELOADED });
  const sqlite = `sqlite:${home.path}/.secretwallet/secretwallet.sqlite?table=`;
  const named = await settings(home.env(), { storageType: "local_sqlite" });
  const store = `${sqlite}reloaded`;
  const deviceKeys = { v0: RECORDED_KEY, v1: V1 };
  assert.deepEqual(named, { ...await settings(home.env()), store, deviceKeys });
  const work = await settings(home.env(), {
    profile: "work",
    storageType: "local_sqlite",
  });
  assert.equal(work.store, `${sqlite}reloaded`);
  assert.deepEqual(work.deviceKeys, { v0: "own", v1: null });
  await using other = await temporaryHome();
  const bare = await settings(other.env(), { storageType: "aws_dynamo" });
  assert.equal(bare.store, "dynamodb:access_secrets?profile=secret-wallet");
});

Deno.test("settings: stores that cannot be named", async () => {
  await using home = await temporaryHome({ theirs: SQLITE });
  const calls: [SettingOptions, RegExp][] = [
    [{ store: "" }, /empty/],
    [{ storageType: "s3" }, /no storage type/],
    [{ storageType: "" }, /no storage type/],
    [{ store: "file:/w", storageType: "local_sqlite" }, /both/],
  ];
  for (const [options, message] of calls) {
    await assert.rejects(settings(home.env(), options), refused(UsageError, message));
  }
  const nowhere = settings(() => undefined, { storageType: "local_sqlite" });
  await assert.rejects(nowhere, refused(UsageError, /secret_wallet's database/, /HOME/));
  const env: Env = (name) =>
    name === "XDG_CONFIG_HOME" ? `${home.path}/.config` : undefined;
  await Deno.mkdir(`${home.path}/.config/coffer`, { recursive: true });
  await Deno.writeTextFile(home.ours, JSON.stringify(OURS), { mode: 0o600 });
  await assert.rejects(settings(env), refused(UsageError, /the wallet/, /HOME/));
});

Deno.test("settings: a file with plug-ins alone is no profile", async () => {
  const ours = { coffer: 1, plugins: OURS.plugins };
  await using home = await temporaryHome({ ours, theirs: SQLITE });
  const { source, plugins } = await settings(home.env());
  assert.deepEqual([source, [...plugins.keys()]], ["secretwallet", ["s3"]]);
});

Deno.test("settings: mistakes in what is used are errors, with and without --store", async () => {
  await using home = await temporaryHome({ ours: "{", theirs: SQLITE });
  await assert.rejects(settings(home.env()), refused(DamagedError, /config\.json/));
  await assert.rejects(settings(home.env(), { store: "file:/w" }), DamagedError);
  await using later = await temporaryHome({ ours: { coffer: 2 } });
  await assert.rejects(settings(later.env()), RefusedError);
  await using theirs = await temporaryHome({ theirs: "{" });
  await assert.rejects(
    settings(theirs.env()),
    refused(DamagedError, /secretwallet\.json/),
  );
});

Deno.test("settings: mistakes in what only stands in are warnings", async () => {
  await using home = await temporaryHome({ ours: OURS, theirs: '{"key": 1}' });
  const { deviceKeys, warnings } = await settings(home.env());
  assert.equal(deviceKeys.v0, null);
  assert.match(warnings.join("\n"), /^not used: .*secretwallet\.json at key: [^\n]*$/);
  const used = settings(home.env(), { storageType: "local_sqlite" });
  await assert.rejects(used, DamagedError);
  // A profile with a key of its own has no need to look there.
  assert.deepEqual((await settings(home.env(), { profile: "work" })).warnings, []);
});

Deno.test("settings: a device key that others may read is warned about, no more", async () => {
  await using home = await temporaryHome({ ours: OURS });
  await Deno.chmod(home.ours, 0o644);
  const { warnings, profile } = await settings(home.env());
  assert.equal(profile, "main");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /config\.json is open to other users.*doctor --repair/);
  await using bare = await temporaryHome({ ours: { coffer: 1, profiles: { main: {} } } });
  await Deno.chmod(bare.ours, 0o644);
  assert.deepEqual((await settings(bare.env(), { profile: "main" })).warnings, []);
  await using old = await temporaryHome({ theirs: SQLITE });
  await Deno.chmod(old.theirs, 0o644);
  assert.match((await settings(old.env())).warnings.join(), /secretwallet\.json is open/);
});

Deno.test("settings: a configuration that others may write is refused, unless to look", async () => {
  for (
    const [mode, around] of [[0o602, 0o700], [0o660, 0o700], [0o600, 0o777]] as const
  ) {
    await using home = await temporaryHome({ ours: OURS });
    await Deno.chmod(home.ours, mode);
    await Deno.chmod(`${home.path}/.config/coffer`, around);
    const wanted = refused(
      RefusedError,
      /not used: other users .* may/,
      /doctor --repair/,
    );
    await assert.rejects(settings(home.env()), wanted);
    await assert.rejects(settings(home.env(), { store: "memory:" }), wanted);
    const found = await resolveSettings({ env: home.env(), trusting: true });
    assert.equal(found.profile, "main");
  }
});

Deno.test("settings: behind a link, it is the real folder that counts too", async () => {
  await using home = await temporaryHome({ ours: OURS });
  await Deno.mkdir(`${home.path}/dot`);
  await Deno.rename(home.ours, `${home.path}/dot/config.json`);
  await Deno.symlink(`${home.path}/dot/config.json`, home.ours);
  assert.equal((await settings(home.env())).profile, "main");
  await Deno.chmod(`${home.path}/dot`, 0o777);
  await assert.rejects(settings(home.env()), refused(RefusedError, /dot$/));
  // Nobody can take another's file away there.
  await Deno.chmod(`${home.path}/dot`, 0o1777);
  assert.equal((await settings(home.env())).profile, "main");
});

Deno.test(
  "settings: a configuration of another user's is refused",
  { ignore: Deno.uid() !== 0 },
  async () => {
    await using home = await temporaryHome({ ours: OURS });
    await Deno.chown(home.ours, 12_345, null);
    await assert.rejects(settings(home.env()), refused(RefusedError, /another user$/));
  },
);

Deno.test("settings: a home that is no folder holds nothing", async () => {
  await using home = await temporaryHome({ theirs: SQLITE });
  const env: Env = (name) => name === "HOME" ? home.theirs : undefined;
  await assert.rejects(settings(env), refused(UsageError, /nothing is configured/));
  assert.equal((await settings(env, { store: "memory:" })).source, "store only");
});

Deno.test("settings: a file in the way of a configuration is an error", async () => {
  await using home = await temporaryHome();
  await Deno.mkdir(home.ours, { recursive: true });
  await assert.rejects(settings(home.env()), CofferError);
});

Deno.test({
  name: "settings: what the sandbox hides is an error, or with --store a warning",
  permissions: { read: [], env: false },
  fn: async () => {
    const env: Env = (name) => name === "HOME" ? "/home/ann" : undefined;
    await assert.rejects(settings(env), refused(PermissionError, /config\.json/, /read/));
    const { source, warnings } = await settings(env, { store: "memory:" });
    assert.equal(source, "store only");
    assert.deepEqual(warnings.map((text) => text.match(/[a-z]+\.json/)![0]), [
      "config.json",
      "secretwallet.json",
    ]);
  },
});
