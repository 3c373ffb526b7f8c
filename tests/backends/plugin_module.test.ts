import assert from "node:assert/strict";
import { MAX_MODULE, readModule } from "../../backends/plugin/module_file.ts";
import { checkSingleModule } from "../../backends/plugin/module_text.ts";
import {
  missingPermission,
  type PluginSettings,
  workerPermissions,
} from "../../backends/plugin/settings.ts";
import {
  NotFoundError,
  PermissionError,
  RefusedError,
  UsageError,
} from "../../core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { assertFails, EXAMPLE, ownUid } from "./plugin_support.ts";

const SOURCE = "export const open = () => {}; // \u00e9\u{1f511}\n";
const ON_UNIX = Deno.build.os !== "windows";

Deno.test("plug-in: a module of ours is read, also behind a link", async () => {
  await using folder = await temporaryFolder();
  const uid = await ownUid(folder.path);
  for (const name of ["a.js", "b.mjs"]) {
    await Deno.writeTextFile(folder.at(name), SOURCE, { mode: 0o644 });
    assert.equal(await readModule(folder.at(name), { uid }), SOURCE);
  }
  await Deno.symlink(folder.at("a.js"), folder.at("link"));
  assert.equal(await readModule(folder.at("link"), { uid }), SOURCE);
  const empty = folder.at("empty.js");
  await Deno.writeTextFile(empty, "", { mode: 0o600 });
  assert.equal(await readModule(empty, { uid }), "");
});

Deno.test("plug-in: a module that is not a plain JavaScript file is refused", async () => {
  await using folder = await temporaryFolder();
  const uid = await ownUid(folder.path);
  const refused = async (path: string, message: RegExp) => {
    await assertFails(readModule(path, { uid }), RefusedError, message);
  };
  await refused("plugin.js", /its path is not absolute/);
  await refused("./plugin.js", /its path is not absolute/);
  await refused("", /its path is not absolute/);
  await refused("file:///plugin.js", /its path is not absolute/);
  for (const name of ["a.ts", "a.js.txt", "a.json", "js", "a.cjs", "a.jsx"]) {
    await Deno.writeTextFile(folder.at(name), SOURCE, { mode: 0o600 });
    await refused(folder.at(name), /must end in \.js or \.mjs/);
  }
  await Deno.symlink(folder.at("a.ts"), folder.at("link.js"));
  await refused(folder.at("link.js"), /must end in \.js or \.mjs/);
  await Deno.mkdir(folder.at("folder.js"));
  await refused(folder.at("folder.js"), /no plain file/);
  await Deno.writeFile(folder.at("latin1.js"), new Uint8Array([0x2f, 0x2f, 0xe9]));
  await Deno.chmod(folder.at("latin1.js"), 0o600);
  await refused(folder.at("latin1.js"), /not UTF-8/);
  await Deno.writeFile(folder.at("long.js"), new Uint8Array(MAX_MODULE + 1).fill(32));
  await Deno.chmod(folder.at("long.js"), 0o600);
  await refused(folder.at("long.js"), /longer than/);
  await Deno.truncate(folder.at("long.js"), MAX_MODULE);
  assert.equal((await readModule(folder.at("long.js"), { uid })).length, MAX_MODULE);
  await assertFails(
    readModule(folder.at("none.js"), { uid }),
    NotFoundError,
    /cannot read the plug-in .*none\.js/,
  );
});

Deno.test({
  name: "plug-in: a pipe in place of a module is refused, and not waited for",
  ignore: !ON_UNIX,
  async fn() {
    await using folder = await temporaryFolder();
    const uid = await ownUid(folder.path);
    const path = folder.at("pipe.js");
    await new Deno.Command("mkfifo", { args: ["-m", "600", path] }).output();
    await assertFails(readModule(path, { uid }), RefusedError, /no plain file/);
  },
});

Deno.test({
  name: "plug-in: a module that others may have written is refused",
  ignore: !ON_UNIX,
  async fn() {
    await using folder = await temporaryFolder();
    const uid = (await ownUid(folder.path))!;
    const path = folder.at("a.js");
    await Deno.writeTextFile(path, SOURCE);
    for (const mode of [0o620, 0o602, 0o666, 0o777]) {
      await Deno.chmod(path, mode);
      await assertFails(
        readModule(path, { uid }),
        RefusedError,
        /a\.js: others than its owner can write it/,
      );
    }
    await Deno.chmod(path, 0o444);
    for (const mode of [0o720, 0o702, 0o1777]) {
      await Deno.chmod(folder.path, mode);
      await assertFails(
        readModule(path, { uid }),
        RefusedError,
        /others than its owner can write it/,
      );
    }
    await Deno.chmod(folder.path, 0o755);
    assert.equal(await readModule(path, { uid }), SOURCE);
  },
});

Deno.test({
  name: "plug-in: a module of another user is refused, and one of root is taken",
  ignore: !ON_UNIX,
  async fn() {
    await using folder = await temporaryFolder();
    const uid = (await ownUid(folder.path))!;
    const path = folder.at("a.js");
    await Deno.writeTextFile(path, SOURCE, { mode: 0o600 });
    // Only root can give files away; for others, the folder is another's already.
    if (uid !== 0) {
      const other = uid + 1;
      await assertFails(readModule(path, { uid: other }), RefusedError, /another user/);
      return;
    }
    assert.equal(await readModule(path, { uid: 1234 }), SOURCE);
    await Deno.chown(path, 1234, null);
    assert.equal(await readModule(path, { uid: 1234 }), SOURCE);
    await assertFails(readModule(path, { uid: 0 }), RefusedError, /a\.js.*another user/);
    await Deno.chown(path, 0, null);
    await Deno.chown(folder.path, 1234, null);
    await assertFails(readModule(path, { uid: 0 }), RefusedError, /another user/);
  },
});

const UID_KNOWN =
  Deno.permissions.querySync({ name: "sys", kind: "uid" }).state === "granted";

Deno.test({
  name: "plug-in: whose files are trusted must be known",
  ignore: UID_KNOWN,
  async fn() {
    await using folder = await temporaryFolder();
    await assert.rejects(readModule(folder.at("a.js")), (error) => {
      assert.ok(error instanceof PermissionError);
      assert.match(error.hint!, /--allow-sys=uid/);
      return true;
    });
  },
});

const IMPORTS = [
  'import fs from "node:fs";',
  'import"x.js";',
  "import{a}from'x.js'",
  "await import('x.js')",
  "import/**/('x.js')",
  "import\n('x.js')",
  "x=import.meta.url",
  "a;import('x.js')",
  "0||import('x.js')",
  "`${import('x.js')}`",
  "/re/.test(await import('x.js'))",
  "// a comment on import",
  "'import'",
  "\u00e9import('x.js')",
  "$import",
  'export * from "x.js";',
  "export*from'x.js'",
  'export * as x from"x.js"',
  'export { a } from /* x */ "x.js"',
  'export { a } from // x\n  "x.js"',
  'export { a } from\r\n\t\u00a0\ufeff\u2028"x.js"',
  'export {} from/* a *//* b */// c\u2028/* "d" */"x.js"',
];
const NO_IMPORTS = [
  "",
  "importing(x); reimport(); IMPORT; import_x(1); _import",
  "Array.from('x')",
  "const from = 'x'; copy(from, 'y')",
  "x.from /* 'a' */ = 'x'",
  "from /* never ends 'x'",
  "a = { from: 'x' }",
  "fromage 'x'; $.fromX 'y'",
];

Deno.test("plug-in: a module that brings in another is refused", () => {
  for (const source of IMPORTS) {
    assert.throws(() => checkSingleModule(source, "p.js"), RefusedError, source);
  }
  for (const source of [...NO_IMPORTS, EXAMPLE]) checkSingleModule(source, "p.js");
});

Deno.test("plug-in: the line of what it brings in is told", () => {
  for (const end of ["\n", "\r\n", "\r", "\u2028"]) {
    const source = ["a", "b", 'export * from "x"', ""].join(end);
    assert.throws(() => checkSingleModule(source, "p.js"), /p\.js imports .* line 3$/);
  }
});

Deno.test("plug-in: a module that would keep the check busy is refused", () => {
  const texts = [
    "from/*".repeat(1 << 20),
    "from//".repeat(1 << 20),
    `${"from/*".repeat(1 << 20)}*/`,
    `${"from/*".repeat(1 << 19)}*/${" ".repeat(1 << 20)}`,
    `${"from ".repeat(1 << 20)}`,
    " ".repeat(MAX_MODULE),
  ];
  for (const text of texts) {
    try {
      checkSingleModule(text, "p.js");
    } catch (error) {
      assert.ok(error instanceof RefusedError);
    }
  }
});

Deno.test("plug-in: a Worker gets what the settings name, and nothing else", () => {
  const none = {
    read: false,
    write: false,
    net: false,
    env: false,
    ffi: false,
    import: false,
    run: false,
    sys: false,
  };
  const module = "/p.js";
  assert.deepEqual(workerPermissions({ module }), none);
  assert.deepEqual(workerPermissions({ module, read: [], write: [], net: [] }), none);
  const [read, write] = ON_UNIX
    ? [["/a", "/b/c"], ["/d"]]
    : [["C:\\a", "C:/b"], ["D:\\d"]];
  const net = ["a.example", "a.example:443", "127.0.0.1:80", "[::1]:8000", "[::1]"];
  assert.deepEqual(workerPermissions({ module, read, write, net }), {
    ...none,
    read,
    write,
    net,
  });
});

Deno.test("plug-in: settings that are no paths or hosts are refused", () => {
  const wrong: Partial<PluginSettings>[] = [
    ...["", ".", "a", "./a", "~/a", "file:///a", "\0/a"].map((path) => ({
      read: [path],
    })),
    { read: ["/a\0"] },
    { write: ["/a", "b"] },
    ...[
      "",
      "*",
      "*.example.com",
      "https://a",
      "a/b",
      "a:",
      "a:x",
      "a:123456",
      "a b",
      ":80",
    ]
      .map((host) => ({ net: [host] })),
    { net: ["a.example", "b,c"] },
    { net: ["::1"] },
  ];
  for (const settings of wrong) {
    assert.throws(
      () => workerPermissions({ module: "/p.js", ...settings }),
      UsageError,
      JSON.stringify(settings),
    );
  }
});

Deno.test({
  name: "plug-in: which permission is missing is told",
  permissions: { read: true, write: true, net: false },
  async fn() {
    await using folder = await temporaryFolder();
    const settings = { module: folder.at("p.js"), read: [folder.path] };
    const runner = new URL("../../backends/plugin/runner.ts", import.meta.url).href;
    assert.equal(await missingPermission(settings, runner), null);
    const host = "plug-in.example:443";
    const error = await missingPermission({ ...settings, net: [host] }, runner);
    assert.ok(error instanceof PermissionError);
    assert.match(error.message, /needs net of plug-in\.example:443/);
    assert.match(error.hint!, /--allow-net/);
  },
});
