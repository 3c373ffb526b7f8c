/** `copy`, `diff` and `sync` as their users run them. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openRecordStore } from "../../backends/mod.ts";
import { modeOf } from "../support/folder.ts";
import { KINDS, type Scene, scene } from "../support/wallet_scene.ts";
import { allFiles, PLANTED, secretsIn } from "../support/wallet_secrets.ts";
import { fakeIo } from "./fake_io.ts";
import { run } from "../../cli/run.ts";

const RECORDS = ["gas", "water", "wind"].map((access) => ({
  domain: "energy",
  access,
  uid: PLANTED.uid,
  pwd: PLANTED.pwd,
  info: new Map([["pin", PLANTED.info]]),
}));

/** The same wallet's other place, and what says that it is meant. */
const otherOf = (here: Scene) => `file:${here.at("copy.json")}`;

async function ok(here: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await here.run(args);
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function json(here: Scene, ...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await ok(here, ...args, "--json"));
}

for (const kind of KINDS) {
  Deno.test(`${kind}: copied, changed in both, brought together`, async () => {
    await using here = await scene(kind, { records: RECORDS });
    const other = otherOf(here);
    const at = (store: string) => ["--store", store];
    assert.equal((await json(here, "copy", "--to", other))["records"], 3);
    assert.equal((await json(here, "diff", other))["same"], 3);
    await ok(here, "set", "energy", "gas", "-u", "changed here");
    await ok(here, "rename", "energy", "water", "-na", "rain", "--yes", ...at(other));
    await ok(here, "delete", "energy", "wind", "--yes", ...at(other));
    const sync = await json(here, "sync", other);
    const moved = sync["moved"] as { deed: string }[];
    const renamed = kind.startsWith("v0") ? ["added", "deleted"] : ["renamed"];
    assert.deepEqual(
      moved.map(({ deed }) => deed).toSorted(),
      ["changed", "deleted", ...renamed].toSorted(),
    );
    assert.equal(await ok(here, "list"), "energy\tgas\nenergy\train\n");
    assert.equal(await ok(here, "list", ...at(other)), "energy\tgas\nenergy\train\n");
    const uid = ["get", "energy", "gas", "--field", "uid"];
    assert.equal(await ok(here, ...uid, ...at(other)), "changed here");
    assert.deepEqual((await json(here, "sync", other))["moved"], []);
    // Whichever is called the first, the memory is the same one.
    await ok(here, "delete", "energy", "gas", "--yes");
    assert.equal(
      await ok(here, "sync", other, here.env["COFFER_STORE"]!),
      "< deleted energy/gas\n",
    );
    assert.equal(await ok(here, "list", ...at(other)), "energy\train\n");
  });
}

Deno.test("the program as a process: copy, diff and sync", async () => {
  await using here = await scene("v1 sqlite", { records: RECORDS });
  const other = otherOf(here);
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await here.coffer(args);
    return [code, new TextDecoder().decode(stdout), stderr] as const;
  };
  assert.deepEqual(await said("copy", here.env["COFFER_STORE"]!, other), [
    0,
    "",
    `3 records are in ${here.at("copy.json")}, each compared\n`,
  ]);
  await said("set", "energy", "gas", "-u", "here");
  await said("set", "energy", "gas", "-u", "there", "--store", other);
  const [code, stdout, stderr] = await said("sync", other);
  assert.equal(code, 9);
  assert.equal(stdout, "! energy/gas (changed in the first, changed in the second)\n");
  assert.match(stderr, /^0 moved, 1 left alone, 2 the same\nerror: left alone/);
  const [, lines] = await said("diff", other);
  assert.equal(lines, "! energy/gas (uid, updated; revision 2 and 2)\n");
  assert.equal((await said("sync", other, "--prefer", "second"))[0], 0);
  assert.equal((await said("get", "energy", "gas", "--field", "uid"))[1], "there");
});

Deno.test("every exit code of copy, diff and sync", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  await using stranger = await scene("v1 file", { records: RECORDS });
  await using table = await scene("v0 sqlite");
  const [other, foreign] = [otherOf(here), stranger.env["COFFER_STORE"]!];
  const theirs = table.env["COFFER_STORE"]!;
  const own = here.env["COFFER_STORE"]!;
  const nowhere = `file:${here.at("none.json")}`;
  const expect = async (code: number, pattern: RegExp, ...args: string[]) => {
    const ran = await here.run(args);
    assert.equal(ran.code, code, `${args.join(" ")}: ${ran.stderr}`);
    assert.match(ran.stderr, pattern);
  };
  await expect(2, /where is the wallet to be copied to/, "copy");
  await expect(2, /one and the same/, "copy", "--to", own);
  await expect(2, /one and the same/, "sync", own, own.replace("file:", ""));
  await expect(2, /by position/, "copy", own, "--to", other);
  await expect(2, /named twice/, "diff", own, other, "--store", own);
  await expect(2, /which two stores/, "diff");
  await expect(2, /which two stores/, "sync");
  await expect(2, /first or second, not/, "sync", other, "--prefer", "best");
  await expect(2, /no kind of store/, "copy", "--to", "nonsense:x");
  await expect(3, /no wallet in/, "copy", nowhere, other);
  await expect(3, /no wallet in .*\nhint: .*coffer copy/, "sync", other);
  await expect(10, /cannot hold a wallet of Coffer's own/, "copy", "--to", theirs);
  await expect(10, /there is a wallet in/, "copy", "--to", foreign);
  await expect(
    0,
    /3 records to copy .*nothing was written/,
    "copy",
    "--to",
    other,
    "--dry-run",
  );
  await assert.rejects(Deno.stat(here.at("copy.json")), Deno.errors.NotFound);
  await expect(0, /3 records/, "copy", "--to", other);
  await expect(0, /3 of them were there already/, "copy", "--to", other);
  await expect(10, /not copies of one wallet/, "diff", foreign);
  await expect(10, /not copies of one wallet/, "sync", foreign);
  await expect(0, /3 records the same/, "diff", other, "--exit-code");
  await here.run(["set", "energy", "gas", "-u", "x"]);
  await expect(10, /there is a wallet in .*\nhint: .*sync/, "copy", "--to", other);
  await expect(0, /1 different/, "diff", other);
  await expect(6, /not the same/, "diff", other, "--exit-code");
  await here.run(["set", "energy", "gas", "-u", "y", "--store", other]);
  await expect(9, /left alone in both: energy\/gas/, "sync", other, "--dry-run");
  await expect(9, /left alone in both: energy\/gas/, "sync", other);
  const { stdout, stderr } = await here.run(["sync", other, "--json"]);
  assert.deepEqual(JSON.parse(stdout).left, [{
    names: [{ domain: "energy", access: "gas" }],
    reason: "changed in the first, changed in the second",
  }]);
  assert.equal(JSON.parse(stderr).error.code, "partial");
  const env = { ...here.env, COFFER_PASSWORD: "not this one" };
  for (const command of ["diff", "sync"]) {
    assert.equal((await here.run([command, other], { env })).code, 4);
  }
  const { COFFER_PASSWORD: _, ...silent } = here.env;
  assert.equal((await here.run(["diff", other], { env: silent })).code, 10);
  const without = await here.run(["diff", other, "--no-names"], { env: silent });
  assert.match(without.stdout, /^! id [\w-]{22} \(uid, updated; revision 2 and 2\)\n$/);
});

Deno.test("sync: a copy that was put back, a memory that is damaged", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const other = otherOf(here);
  await ok(here, "copy", "--to", other);
  const old = await Deno.readFile(here.at("copy.json"));
  await ok(here, "set", "energy", "gas", "-u", "x");
  await ok(here, "sync", other);
  await Deno.writeFile(here.at("copy.json"), old);
  const refused = await here.run(["sync", other]);
  assert.equal(refused.code, 11, refused.stderr);
  assert.match(refused.stderr, /copy\.json is older than this device has seen it/);
  await ok(here, "verify", "--store", other, "--accept", "--yes");
  const older = await here.run(["sync", other]);
  assert.equal(older.code, 6);
  assert.match(older.stderr, /is older than it was at the last sync\nhint: .*--forget/);
  const [path] = await memoryFiles(here);
  assert.equal(await modeOf(path!), "600");
  await Deno.writeTextFile(path!, "{}");
  const damaged = await here.run(["sync", other]);
  assert.equal(damaged.code, 5);
  assert.match(damaged.stderr, /is damaged\nhint: `--forget`/);
  assert.equal((await here.run(["sync", other, "--forget"])).code, 9);
  assert.equal(
    await ok(here, "sync", other, "--prefer", "first"),
    "> changed energy/gas\n",
  );
});

Deno.test("sync of secret_wallet's format: what may be a mistake needs a yes", async () => {
  await using here = await scene("v0 sqlite", { records: RECORDS });
  const other = otherOf(here);
  await ok(here, "copy", "--to", other);
  await Deno.remove(here.at("copy.json"));
  const emptied = await here.run(["sync", other]);
  assert.equal(emptied.code, 10);
  assert.match(emptied.stderr, /--yes/);
  assert.equal((await here.records()).length, 3);
  assert.equal(
    await ok(here, "sync", other, "--forget"),
    [
      "> added energy/gas\n",
      "> added energy/water\n",
      "> added energy/wind\n",
    ].join(""),
  );
});

Deno.test("a new database for secret_wallet's records has secret_wallet's table", async () => {
  await using here = await scene("v0 file", { records: RECORDS });
  for (const command of ["copy", "sync"]) {
    const path = here.at(`${command}.sqlite`);
    await ok(here, command, here.env["COFFER_STORE"]!, `sqlite:${path}`);
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare("SELECT domain, access FROM access_secrets").all();
    database.close();
    assert.equal(rows.length, 3);
    assert.equal(
      await ok(here, "list", "--store", `sqlite:${path}`),
      await ok(here, "list"),
    );
  }
});

Deno.test("no value and no sealed name is said, or remembered", async () => {
  for (const kind of ["v1 file", "v0 sqlite"] as const) {
    await using here = await scene(kind, { records: RECORDS });
    const other = otherOf(here);
    const said: string[] = [];
    for (
      const args of [
        ["copy", "--to", other],
        ["set", "energy", "gas", "-u", PLANTED.uid],
        ["set", "energy", "wind", "-u", PLANTED.uid, "--store", other],
        ["diff", other],
        ["diff", other, "--json"],
        ["sync", other, "--dry-run"],
        ["sync", other],
        ["set", "energy", "gas", "-u", PLANTED.uid],
        ["set", "energy", "gas", "-p", PLANTED.newPwd, "--store", other],
        ["sync", other, "--json"],
        ["sync", other, "--prefer", "first"],
      ]
    ) {
      const { stdout, stderr, code } = await here.run(args);
      assert.ok([0, 9].includes(code), stderr);
      said.push(stdout, stderr);
    }
    assert.deepEqual(secretsIn(new TextEncoder().encode(said.join()), PLANTED), []);
    const secrets = { ...PLANTED, domain: "energy", access: "water" };
    const files = await memoryFiles(here);
    assert.equal(files.length, 1);
    assert.deepEqual(secretsIn(await Deno.readFile(files[0]!), secrets), []);
    for (const [path, bytes] of await allFiles(here.path)) {
      assert.deepEqual(secretsIn(bytes, PLANTED), [], path);
    }
  }
});

Deno.test("what only a plug-in needs is given up if neither store is one", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const other = otherOf(here);
  const given = async (...args: string[]) => {
    const io = fakeIo({ env: here.env });
    await run(args, io);
    return io.given;
  };
  const [reads, writes] = [{ write: false }, { write: true }];
  assert.deepEqual(await given("copy", "--to", other, "--dry-run"), [reads]);
  assert.deepEqual(await given("copy", "--to", other), [writes]);
  assert.deepEqual(await given("diff", other), [reads]);
  assert.deepEqual(await given("sync", other, "--dry-run"), [reads]);
  assert.deepEqual(await given("sync", other), [writes]);
});

Deno.test("without a folder for its state, copy warns and sync says why not", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const other = otherOf(here);
  const { HOME: _, ...env } = here.env;
  const copied = await here.run(["copy", "--to", other], { env });
  assert.equal(copied.code, 0);
  assert.match(copied.stderr, /warning: the next sync of the two will know of nothing/);
  const synced = await here.run(["sync", other], { env });
  assert.equal(synced.code, 2);
  assert.match(synced.stderr, /cannot tell where what sync remembers is/);
  await using store = await openRecordStore(other);
  assert.ok(await store.header() !== null);
});

Deno.test({
  name: "diff needs to read two files, copy to write one folder, and nothing else",
  // The binary has all the permissions that it is to have.
  ignore: Deno.env.has("COFFER_BIN"),
  fn: async () => {
    await using here = await scene("v1 file", { records: RECORDS });
    const own = here.env["COFFER_STORE"]!;
    await Deno.mkdir(here.at("stick"));
    const other = `file:${here.at("stick/copy.json")}`;
    const files = `--allow-read=${here.at("wallet.json")},${here.at("stick")}`;
    const write = `--allow-write=${here.at("stick")}`;
    const refused = await withOnly([files], "copy", own, other);
    assert.equal(refused.code, 7, refused.stderr);
    const copied = await withOnly([files, write], "copy", own, other);
    assert.equal(copied.code, 0, copied.stderr);
    assert.match(copied.stderr, /3 records are in/);
    const diff = await withOnly([files], "diff", own, other, "--no-names");
    assert.equal(diff.code, 0, diff.stderr);
    assert.match(diff.stderr, /3 records the same/);
  },
});

async function withOnly(grants: string[], ...args: string[]) {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const run = ["run", "--quiet", "--no-prompt", "--no-check", "--cached-only"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...run, ...grants, main, ...args],
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

async function memoryFiles(here: Scene): Promise<string[]> {
  const folder = here.at("home/.local/state/coffer/sync");
  return [...(await allFiles(folder)).keys()];
}
