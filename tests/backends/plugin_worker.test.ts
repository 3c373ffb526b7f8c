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
  attempting,
  EXAMPLE,
  moduleWith,
  outcomesOf,
  ownUid,
  pluginFolder,
  workerTest,
} from "./plugin_support.ts";

const KEY = { domain: "d", access: "a" };

workerTest("it reaches the paths that it was given, and no others", async () => {
  await using outside = await pluginFolder("");
  await Deno.writeTextFile(outside.at("secret"), "secret");
  const secret = JSON.stringify(outside.at("secret"));
  await using folder = await pluginFolder(attempting({
    "write inside": "await Deno.writeTextFile(place + '/a', 'x')",
    "read inside": "return await Deno.readTextFile(place + '/a')",
    "read outside": `await Deno.readTextFile(${secret})`,
    "read its own module": "await Deno.readTextFile(place + '/../plugin.js')",
    "read a folder outside": "for await (const _ of Deno.readDir('/'));",
    "look outside": `await Deno.stat(${secret})`,
    "read the environment": "await Deno.readTextFile('/proc/self/environ')",
    "read the terminal": "await Deno.readTextFile('/dev/stdin')",
    "write outside": `await Deno.writeTextFile(${secret}, 'x')`,
    "write its own module": "await Deno.writeTextFile(place + '/../plugin.js', 'x')",
    "remove outside": `await Deno.remove(${secret})`,
    "move in": `await Deno.rename(${secret}, place + '/b')`,
    "copy in": `await Deno.copyFile(${secret}, place + '/b')`,
    "link in": `await Deno.link(${secret}, place + '/b')`,
    "move out": `await Deno.rename(place + '/a', ${secret})`,
    "make a temporary file": "await Deno.makeTempFile()",
    "fetch a file": `await (await fetch('file://' + ${secret})).text()`,
    "connect": "await Deno.connect({ hostname: '127.0.0.1', port: 9 })",
    "fetch": "await fetch('http://127.0.0.1:8000/')",
    "open a socket": "new WebSocket('ws://127.0.0.1:8000/')",
  }));
  const { "write inside": write, "read inside": read, ...others } = await outcomesOf(
    await folder.open(),
  );
  assert.deepEqual([write, read], ["ok", "ok: x"]);
  for (const [name, outcome] of Object.entries(others)) {
    assert.equal(outcome, "NotCapable", name);
  }
  assert.equal(await Deno.readTextFile(outside.at("secret")), "secret");
});

workerTest(
  "it has no way to the terminal, to programs, or to code from text",
  async () => {
    const names = ["Function", "eval", "Worker", "process", "Buffer", "global", "self"];
    names.push("postMessage", "close", "console", "onmessage");
    names.push("WebAssembly", "SharedArrayBuffer", "BroadcastChannel", "MessageChannel");
    names.push("localStorage", "caches", "navigator", "location", "performance", "alert");
    names.push(
      "prompt",
      "require",
      "module",
      "setImmediate",
      "ShadowRealm",
      "importScripts",
    );
    const absent = ["stdin", "stdout", "stderr", "env", "exit", "args", "Command", "run"];
    absent.push(
      "dlopen",
      "internal",
      "addSignalListener",
      "kill",
      "chdir",
      "cwd",
      "symlink",
    );
    absent.push(
      "mainModule",
      "permissions",
      "test",
      "bench",
      "serve",
      "listen",
      "execPath",
    );
    absent.push(
      "hostname",
      "uid",
      "pid",
      "core",
      "openKv",
      "resolveDns",
      "makeTempDirSync",
    );
    const made = [
      "(() => {}).constructor('return 1')",
      "new (function () {}).constructor('return 1')",
      "(async () => {}).constructor('return 1')",
      "(function* () {}).constructor('return 1')",
      "(async function* () {}).constructor('return 1')",
      "Object.getPrototypeOf(async () => {}).constructor('return 1')",
      "class A extends (() => {}).constructor {} new A('return 1')",
      "Reflect.construct(fetch.constructor, ['return 1'])",
      "Deno.open.constructor('return 1')",
      "setTimeout('1')",
      "setInterval('1', 1)",
      "setTimeout({ toString: () => '1' })",
      "new Deno.FsFile(0)",
      "Deno.open = 1",
      "Deno = 1",
    ];
    await using folder = await pluginFolder(attempting({
      names: `return ${JSON.stringify(names)}.filter((name) => name in globalThis)`,
      typeofs: `return [${names.map((name) => `typeof ${name}`)}]
      .filter((type) => type !== "undefined")`,
      absent: `return ${JSON.stringify(absent)}.filter((name) => name in Deno)`,
      symbols: "return Object.getOwnPropertySymbols(Deno).length",
      // Whatever can be found on the way from an object may not give a constructor of code.
      reach: `const seen = new Set(), found = [];
      const look = (value, way, depth) => {
        if (depth > 6 || value === null || seen.has(value)) return;
        if (typeof value !== "object" && typeof value !== "function") return;
        seen.add(value);
        for (const name of Reflect.ownKeys(value)) {
          let next;
          try { next = Reflect.get(value, name) } catch { continue }
          if (typeof next === "function" && /^(Async)?(Generator)?Function$/.test(next.name)) {
            found.push(way + String(name));
          }
          look(next, way + String(name) + ".", depth + 1);
        }
        look(Object.getPrototypeOf(value), way + "[].", depth + 1);
      };
      look(globalThis, "", 0);
      return seen.size > 500 ? found : "looked at too little"`,
      ...Object.fromEntries(made.map((code) => [code, code])),
    }));
    const found = await outcomesOf(await folder.open());
    const { names: left, typeofs, absent: there, symbols, reach, ...code } = found;
    assert.equal(left, "ok: ");
    assert.equal(typeofs, "ok: ");
    assert.equal(there, "ok: ");
    assert.equal(symbols, "ok: 0");
    assert.equal(reach, "ok: ");
    for (const [name, outcome] of Object.entries(code)) {
      assert.equal(outcome, "TypeError", name);
    }
  },
);

workerTest("it has what a store needs", async () => {
  await using folder = await pluginFolder(attempting({
    hash: "return (await crypto.subtle.digest('SHA-256', new Uint8Array(1))).byteLength",
    random: "return crypto.getRandomValues(new Uint8Array(3)).length",
    timer: "return await new Promise((done) => setTimeout(done, 1, 'rang'))",
    text: "return new TextDecoder().decode(new TextEncoder().encode('\u00e9'))",
    base64: "return btoa(atob('aGk='))",
    url: "return new URL('b?c=d', 'https://a/').searchParams.get('c')",
    clone: "return structuredClone(new Map([[1, 2]])).get(1)",
    fetch: "return await (await fetch('data:text/plain,hi')).text()",
    gzip: `const stream = new Blob(['x']).stream().pipeThrough(
      new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'));
      return await new Response(stream).text()`,
    abort: "return AbortSignal.timeout(1000).aborted",
    file: `const file = await Deno.open(place + '/a', { create: true, write: true });
      await file.lock(true); await file.write(new Uint8Array(2)); await file.sync();
      file.close(); return (await Deno.stat(place + '/a')).size`,
    missing: `try { await Deno.stat(place + '/b') }
      catch (error) { return error instanceof Deno.errors.NotFound }`,
    intl: "return new Intl.NumberFormat('en').format(1000)",
  }));
  assert.deepEqual(await outcomesOf(await folder.open()), {
    hash: "ok: 32",
    random: "ok: 3",
    timer: "ok: rang",
    text: "ok: \u00e9",
    base64: "ok: aGk=",
    url: "ok: d",
    clone: "ok: 2",
    fetch: "ok: hi",
    gzip: "ok: x",
    abort: "ok: false",
    file: "ok: 2",
    missing: "ok: true",
    intl: "ok: 1,000",
  });
});

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
});

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
