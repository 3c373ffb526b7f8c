import assert from "node:assert/strict";
import { PluginClient } from "../../backends/plugin/client.ts";
import { openPluginStore } from "../../backends/plugin/open.ts";
import {
  type CofferError,
  DamagedError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import { all, insert, plain, record } from "../support/record_store_samples.ts";
import {
  assertFails,
  EXAMPLE,
  moduleWith,
  ownUid,
  pluginFolder,
  workerTest,
} from "./plugin_support.ts";

const KEY = { domain: "d", access: "a" };

workerTest("what it changes in its realm does not change ours", async () => {
  await using folder = await pluginFolder(moduleWith(`
    header: () => {
      Object.prototype.polluted = true;
      Array.prototype.push = () => 0;
      Map.prototype.get = () => "mine";
      Object.prototype.toJSON = () => "mine";
      return null;
    },
    get: () => ({ value: { domain: "d", access: "a", attributes: new Map() },
      version: "v", __proto__: null, ["__proto__"]: { polluted: true } }),`));
  const store = await folder.open();
  assert.equal(await store.header(), null);
  const found = await store.get(KEY);
  assert.equal(found!.version, "v");
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal([].push(...[1] as never[]), 1);
});

workerTest("what cannot be sent is an error, and the store goes on", async () => {
  await using folder = await pluginFolder(moduleWith(`
    get: ({ access }) => ({
      function: () => () => {},
      symbol: () => Symbol(),
      proxy: () => new Proxy({}, {}),
      getter: () => ({ get value() { throw new Error("in a getter"); }, version: "v" }),
      deep: () => {
        let value = [];
        for (let i = 0; i < 1e6; i++) value = [value];
        return value;
      },
      cyclic: () => { const value = {}; value.value = value; return value; },
      stream: () => new ReadableStream(),
      holes: () => new Array(2 ** 32 - 1),
      huge: () => ({ value: "x".repeat(1 << 28), version: "v" }),
      promise: () => ({ value: Promise.resolve(), version: "v" }),
      nothing: () => null,
    })[access](),`));
  const store = await folder.open();
  const get = (access: string) => store.get({ domain: "d", access });
  for (const access of ["function", "symbol", "proxy", "getter", "deep", "promise"]) {
    await assertFails(get(access), UnavailableError, /the plug-in says: /);
  }
  for (const access of ["cyclic", "holes", "huge"]) {
    await assertFails(get(access), DamagedError, /malformed/);
  }
  await assert.rejects(
    get("stream"),
    (error) => error instanceof UnavailableError || error instanceof DamagedError,
  );
  await assertFails(get("no such"), UnavailableError, /says: .*not a function/);
  assert.equal(await get("nothing"), null);
});

workerTest("an error of the system says what to do", async () => {
  await using folder = await pluginFolder(moduleWith(`
    header: () => Deno.readTextFile("/etc/hostname"),
    get: () => Deno.readTextFile(place + "/none"),`));
  const store = await folder.open();
  await assert.rejects(store.header(), (error) => {
    assert.ok(error instanceof PermissionError, String(error));
    assert.match(error.hint!, /grant it to the plug-in in the configuration/);
    return true;
  });
  await assertFails(store.get(KEY), UnavailableError, /os error 2/);
});

workerTest("a module that cannot be loaded is an error", async () => {
  const modules: [string, RegExp][] = [
    ["export const open = (", /the plug-in says: /],
    ["throw new Error('at\\x1bonce')", /says: at\\u001bonce$/],
    ["export const close = 1;", /exports no function "open"/],
    ["export const open = 1;", /exports no function "open"/],
    ["export const open = () => { throw null };", /says: null/],
    ["export const open = async () => { throw { message: 'x' } };", /says: x$/],
    ["export const open = () => null;", /says: /],
    ["await Promise.reject(new Error('later'))", /says: later/],
    ["Promise.reject(new Error('stray')); await new Promise(() => {})", /own: stray/],
    [
      "setTimeout(() => { throw new Error('rang') }); await new Promise(() => {})",
      /own: rang/,
    ],
  ];
  for (const [source, message] of modules) {
    await using folder = await pluginFolder(source);
    await assertFails(folder.open(), UnavailableError, message);
  }
  await using folder = await pluginFolder("export const open = () => ({});");
  await assertFails(folder.open(), DamagedError, /malformed: features is no object/);
});

workerTest("a failure of its own ends it, and all that is under way", async () => {
  await using folder = await pluginFolder(moduleWith(`
    header: () => new Promise(() => {}),
    get: () => { Promise.reject(new Error("on its own\\x07")); return null; },`));
  const store = await folder.open();
  const waiting = assertFails(store.header(), UnavailableError, /own: on its own\\u0007/);
  await store.get(KEY).catch(() => {});
  await waiting;
  await assertFails(store.backups(), UnavailableError, /was stopped/);
});

workerTest("who never answers is stopped", async () => {
  await using folder = await pluginFolder("");
  const worker = new Worker(
    new URL("../../backends/plugin/runner.ts", import.meta.url),
    { type: "module", deno: { permissions: "none" } },
  );
  const options = { location: "x:", timeout: 1 };
  const client = new PluginClient(worker, options);
  const source = "await new Promise(() => {})";
  await assertFails(
    client.request([{ protocol: 1, source, url: folder.data }], { method: "open" }),
    UnavailableError,
    /did not answer to "open" within 0.001 s/,
  );
});

workerTest("Coffer must have what the plug-in gets", async () => {
  await using folder = await pluginFolder(moduleWith(""));
  const host = "plug-in.example:443";
  const settings = { ...folder.settings, net: [host] };
  const uid = await ownUid(folder.path);
  await assert.rejects(openPluginStore("x:", settings, { uid }), (error) => {
    assert.ok(error instanceof PermissionError, String(error));
    assert.match(error.message, /needs net of plug-in\.example:443/);
    assert.match((error as CofferError).hint!, /--allow-net/);
    return true;
  });
}, { read: true, write: true, net: false });

workerTest("the example makes a commit that was written down and not made", async () => {
  await using folder = await pluginFolder(EXAMPLE);
  const store = await folder.open();
  const [kept, gone] = [record("d", "kept"), record("d", "gone")];
  await store.commit([kept, gone].map(insert));
  await using other = await pluginFolder(EXAMPLE);
  const before = [...Deno.readDirSync(`${folder.data}/records`)].map(({ name }) => name);
  const added = await other.open();
  await added.commit([insert(record("d", "new"))]);
  const [name] = [...Deno.readDirSync(`${other.data}/records`)].map(({ name }) => name);
  const text = await Deno.readTextFile(`${other.data}/records/${name}`);
  const removed = before.find((each) =>
    Deno.readTextFileSync(`${folder.data}/records/${each}`).includes("gone")
  );
  const journal = [[`records/${name}`, text], [`records/${removed}`, null]];
  const path = `${folder.data}/journal.json`;
  // What a crash leaves of one that was not finished is nothing.
  await Deno.writeTextFile(`${path}.new`, "[[");
  assert.equal((await all(store.list())).length, 2);
  await Deno.writeTextFile(path, JSON.stringify(journal));
  const found = await all(store.list());
  assert.deepEqual(found.map(plain), [kept, record("d", "new")].map(plain));
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

workerTest("the example takes only a folder of its own", async () => {
  await using folder = await pluginFolder(EXAMPLE);
  await assertFails(folder.open({}, "folder:data"), UnavailableError, /not absolute/);
  const store = await folder.open({}, `folder:${folder.path}`);
  await assert.rejects(store.header(), PermissionError);
});
