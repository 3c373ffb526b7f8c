import assert from "node:assert/strict";
import { attempting, outcomesOf, pluginFolder, workerTest } from "./plugin_support.ts";

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
