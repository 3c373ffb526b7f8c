/** A store that is put back to an older state, and a device that has seen a newer one. */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { READER } from "../../cli/edition.ts";
import { run } from "../../cli/run.ts";
import { agentScene, GET } from "../support/agent_scene.ts";
import { type Kind, PASSWORD, type Scene, scene } from "../support/wallet_scene.ts";
import { fakeIo } from "./fake_io.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const RECORDS = ["one", "two", "three"].map((access): WalletRecord => ({
  domain: "d",
  access,
  uid: `uid of ${access}`,
  pwd: `pwd of ${access}`,
  info: new Map(),
}));

/** Calls that are refused before anybody is asked for a password. */
const CALLS = [
  ["get", "d", "one"],
  ["list"],
  ["set", "d", "one", "-u", "x"],
  ["delete", "d", "one", "--yes"],
  ["save"],
  ["slot", "list"],
  ["backup", "make", "x"],
  ["read", "coffer://d/one"],
  ["verify"],
];

/** What somebody puts in the wallet's place, and what is said of it. */
const ALARMS: { what: string; put(here: Scene): Promise<void>; says: RegExp }[] = [
  {
    what: "an older state",
    put: (here) => put(here, "old.json"),
    says: /is older than this device has seen it: generation 3, and it was 4/,
  },
  {
    what: "another wallet",
    put: async (here) => {
      await using other = await scene("v1 file", { records: RECORDS });
      await Deno.copyFile(other.at("wallet.json"), here.at("wallet.json"));
    },
    says: /is another than the one that this device has seen/,
  },
  {
    what: "a wallet without its header",
    put: (here) => edit(here, (wallet) => wallet.header = null),
    says: /is gone: this device has seen one there/,
  },
  {
    what: "nothing",
    put: (here) => Deno.remove(here.at("wallet.json")),
    says: /is gone/,
  },
  {
    what: "a fork",
    async put(here) {
      await put(here, "old.json");
      const { code } = await here.run(["set", "d", "one", "-u", "other"], {
        env: elsewhere(here),
      });
      assert.equal(code, 0);
    },
    says: /is a fork: its generation 4 is not the one/,
  },
];

for (const { what, put, says } of ALARMS) {
  Deno.test(`put in its place: ${what}`, async () => {
    await using here = await seenScene();
    await put(here);
    const silent = without(here.env, "COFFER_PASSWORD");
    for (const args of CALLS) {
      const { code, stdout, stderr } = await here.run(args, { env: silent });
      assert.equal(code, 11, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, says);
      assert.match(stderr, /hint: .*coffer verify --accept/);
      assert.equal(stdout, "");
    }
    const unasked = await here.run(["verify", "--accept"]);
    assert.equal(unasked.code, 10, unasked.stderr);
    assert.match(unasked.stderr, says);
    assert.equal((await here.run(["verify"], { env: silent })).code, 11);
    const accepted = await here.run(["verify", "--accept", "--yes"]);
    if (!/gone/.test(accepted.stderr)) {
      assert.equal((await here.run(["get", "d", "one"])).code, 0);
      assert.equal((await here.run(["set", "d", "one", "-u", "y"])).code, 0);
    }
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.notEqual((await here.run(["list"])).code, 11);
  });
}

Deno.test("a wallet that was removed is made anew, and that one is remembered", async () => {
  await using here = await seenScene();
  await Deno.remove(here.at("wallet.json"));
  const init = ["init", "--store", here.env.COFFER_STORE!, "--device-key", "none"];
  await ok(here, ...init, "--no-input");
  await ok(here, "list");
  await put(here, "old.json");
  assert.equal((await here.run(["list"])).code, 11);
});

Deno.test("an older record under the newest header", async () => {
  await using here = await seenScene();
  const old = JSON.parse(await Deno.readTextFile(here.at("old.json")));
  await edit(here, ({ records }) => {
    const before = (now: Json): Json =>
      old.records.find((each: Json) => each.attributes.id === now.attributes.id);
    const at = records.findIndex((now: Json) =>
      now.attributes.rev !== before(now).attributes.rev
    );
    records[at] = before(records[at]);
  });
  for (const args of [["get", "d", "one"], ["list"], ["set", "d", "one", "-u", "z"]]) {
    const { code, stderr } = await here.run(args);
    assert.equal(code, 11, stderr);
    assert.match(stderr, /revision 1, and 2 is the lowest that can be/);
  }
  await ok(here, "get", "d", "two");
  const named = await here.run(["verify"]);
  assert.equal(named.code, 11);
  assert.match(named.stdout, /^stale: the record d\/one is older/);
  // Nobody makes it right by accepting it: the header says otherwise.
  assert.equal((await here.run(["verify", "--accept", "--yes"])).code, 5);
});

Deno.test("a record that was deleted comes back, and one vanishes", async () => {
  await using here = await seenScene();
  const before = JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
  await ok(here, "delete", "d", "two", "--yes");
  const after = JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
  await edit(here, (wallet) => wallet.records = before.records);
  const back = await here.run(["get", "d", "two"]);
  assert.equal(back.code, 11, back.stderr);
  assert.match(back.stderr, /or was deleted/);
  await edit(here, (wallet) => wallet.records = after.records.slice(1));
  const gone = await here.run(["verify"]);
  assert.equal(gone.code, 5, gone.stderr);
  assert.match(gone.stdout, /^missing: the wallet holds 1 record less than the 2/);
  const { name } = await hidden(here);
  assert.equal((await here.run(["get", "d", name, "--verify"])).code, 5);
  assert.equal((await here.run(["read", `coffer://d/${name}`, "--verify"])).code, 5);
  await ok(here, "get", "d", name);
});

for (const kind of ["v1 file", "v1 sqlite"] as Kind[]) {
  Deno.test(`${kind}: what this device does itself is no alarm`, async () => {
    await using here = await scene(kind, { records: RECORDS });
    await ok(here, "set", "d", "one", "-u", "a");
    const { id } = JSON.parse(await ok(here, "backup", "make", "x", "--json"));
    await ok(here, "delete", "d", "two", "--yes");
    await ok(here, "rename", "d", "three", "-na", "four", "--yes");
    const env = { ...here.env, COFFER_NEW_PASSWORD: `${PASSWORD}!` };
    assert.equal((await here.run(["reconf", "-m"], { env })).code, 0);
    const now = { ...here.env, COFFER_PASSWORD: `${PASSWORD}!` };
    for (
      const args of [["reconf", "--rotate-key", "--yes"], ["set", "d", "two", "-u", "n"]]
    ) {
      const { code, stderr } = await here.run(args, { env: now });
      assert.equal(code, 0, stderr);
    }
    const { code, stdout } = await here.run(["verify"], { env: now });
    assert.deepEqual([code, stdout], [0, ""]);
    const restored = await here.run(["backup", "restore", id, "--yes"]);
    assert.equal(restored.code, 0, restored.stderr);
    assert.match(restored.stderr, /takes what was put back for the newest/);
    await ok(here, "verify");
    await ok(here, "get", "d", "two");
    await ok(here, "set", "d", "one", "-u", "b");
    await ok(here, "list");
  });
}

Deno.test("a backup that another device puts back is an alarm, until it is accepted", async () => {
  await using here = await seenScene();
  const env = elsewhere(here);
  const { stdout } = await here.run(["backup", "make", "x", "--json"], { env });
  await ok(here, "set", "d", "one", "-u", "newest");
  const theirs = ["backup", "restore", JSON.parse(stdout).id, "--yes"];
  assert.equal((await here.run(theirs, { env })).code, 0);
  assert.equal((await here.run(["list"], { env })).code, 0);
  assert.equal((await here.run(["list"])).code, 11);
  await ok(here, "verify", "--accept", "--yes");
  await ok(here, "list");
});

Deno.test("what another device writes is news, and no alarm", async () => {
  await using here = await seenScene();
  for (const uid of ["a", "b"]) {
    assert.equal(
      (await here.run(["set", "d", "one", "-u", uid], { env: elsewhere(here) })).code,
      0,
    );
    await ok(here, "get", "d", "one");
    await ok(here, "set", "d", "two", "-u", uid);
  }
});

Deno.test("copies count by themselves", async () => {
  await using here = await seenScene();
  const other = `file:${here.at("copy.json")}`;
  await ok(here, "copy", "--to", other);
  for (const uid of ["a", "b"]) await ok(here, "set", "d", "one", "-u", uid);
  await ok(here, "get", "d", "one", "--store", other);
  await ok(here, "sync", other);
  await ok(here, "verify", "--store", other);
  assert.equal((await memoryFiles(here)).length, 2);
});

Deno.test("what sync brings back is no alarm, and what it deletes stays so", async () => {
  await using here = await seenScene();
  const other = `file:${here.at("copy.json")}`;
  await ok(here, "copy", "--to", other);
  await ok(here, "delete", "d", "two", "--yes");
  await ok(here, "sync", other, "--forget");
  await ok(here, "get", "d", "two");
  await ok(here, "verify");
  const before = await Deno.readTextFile(here.at("copy.json"));
  await ok(here, "delete", "d", "two", "--yes");
  await ok(here, "sync", other);
  const copy = JSON.parse(await Deno.readTextFile(here.at("copy.json")));
  copy.records = JSON.parse(before).records;
  await Deno.writeTextFile(here.at("copy.json"), JSON.stringify(copy));
  assert.equal((await here.run(["get", "d", "two", "--store", other])).code, 11);
});

Deno.test("a record that another took the place of does not come back", async () => {
  await using here = await seenScene();
  const before = JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
  const rename = ["rename", "d", "one", "-na", "two", "--force", "--yes"];
  const { code, stderr } = await here.run(rename);
  assert.equal(code, 0, stderr);
  await edit(here, (wallet) => wallet.records = before.records);
  for (const access of ["one", "two"]) {
    assert.equal((await here.run(["get", "d", access])).code, 11, access);
  }
  await ok(here, "get", "d", "three");
});

Deno.test("only who may write remembers; readers compare", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  for (const args of [["get", "d", "one"], ["list"], ["verify"], ["save"]]) {
    await ok(here, ...args);
  }
  assert.deepEqual(await memoryFiles(here), []);
  await ok(here, "verify", "--accept", "--yes");
  const [path] = await memoryFiles(here);
  assert.equal((await Deno.stat(path!)).mode! & 0o777, 0o600);
  const text = await Deno.readTextFile(path!);
  await ok(here, "get", "d", "one");
  assert.equal(await Deno.readTextFile(path!), text);
  assert.doesNotMatch(text, /one|uid/);
});

Deno.test("a memory that is damaged, or cannot be written, keeps nobody from working", async () => {
  await using here = await seenScene();
  const [path] = await memoryFiles(here);
  for (const text of ["", "x", "{}", `{"coffer_seen":1,"records":{}}`]) {
    await Deno.writeTextFile(path!, text);
    const { code, stderr } = await here.run(["get", "d", "one"]);
    assert.equal(code, 0, stderr);
    assert.equal(/warning: .*not compared.*is damaged/.test(stderr), text !== "");
  }
  await ok(here, "set", "d", "one", "-u", "mended");
  assert.equal((await here.run(["get", "d", "one"])).stderr, "");
  await Deno.remove(path!);
  await Deno.mkdir(path!);
  const { code, stderr } = await here.run(["set", "d", "one", "-u", "z"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: the wallet is not added to what this device has seen/);
  assert.equal((await here.records())[0]!.uid, "z");
});

Deno.test("many at once raise no alarm, and the newest is remembered", async () => {
  await using here = await seenScene();
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, n) => here.run(["set", "d", `n${n}`, "-u", "x"])),
  );
  assert.deepEqual(all.map(({ code }) => code), Array(8).fill(0));
  const [path] = await memoryFiles(here);
  const seen = JSON.parse(await Deno.readTextFile(path!));
  const { header } = JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
  assert.equal(seen.generation, JSON.parse(header).generation);
  assert.equal(seen.seal, JSON.parse(header).seal);
  await ok(here, "verify");
});

Deno.test("the program as a process: an alarm, accepted", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  await Deno.copyFile(here.at("wallet.json"), here.at("old.json"));
  assert.equal((await here.coffer(["set", "d", "one", "-u", "new"])).code, 0);
  await put(here, "old.json");
  const { code, stdout, stderr } = await here.coffer(["get", "d", "one", "--json"]);
  assert.deepEqual([code, stdout.length], [11, 0]);
  assert.equal(JSON.parse(stderr).error.code, "rollback");
  assert.equal((await here.coffer(["verify", "--accept", "--yes"])).code, 0);
  assert.equal((await here.coffer(["get", "d", "one"])).code, 0);
});

Deno.test("a key from the agent skips nothing, nor does the shell", async () => {
  await using here = await agentScene();
  await Deno.copyFile(here.at("wallet.json"), here.at("old.json"));
  assert.equal((await here.type(["set", "energy", "gas", "-u", "new"])).code, 0);
  assert.equal((await here.quietly(GET)).code, 0);
  await put(here, "old.json");
  const { code, stdout } = await here.quietly(GET);
  assert.deepEqual([code, stdout], [11, ""]);
  const typed = [`${GET.join(" ")}\rquit\r`];
  const shell = await here.run(["shell"], { terminal: true, env: here.env, typed });
  assert.match(shell.stderr + shell.stdout, /is older than this device has seen it/);
  assert.doesNotMatch(shell.stdout, /Password/);
});

Deno.test("a program that only reads compares, too, where it may read the memory", async () => {
  await using here = await seenScene();
  await put(here, "old.json");
  const io = fakeIo({ env: here.env });
  io.edition = READER;
  assert.equal(await run(["list"], io), 11);
  assert.match(io.said().stderr, /is older/);
});

Deno.test("without a home nothing is remembered, and all works", async () => {
  await using here = await scene("v1 sqlite", { records: RECORDS });
  const env = without(here.env, "HOME");
  for (const args of [["set", "d", "one", "-u", "x"], ["get", "d", "one"], ["verify"]]) {
    const { code, stderr } = await here.run(args, { env });
    assert.equal(code, 0, stderr);
  }
  const { code } = await here.run(["verify", "--accept", "--yes"], { env });
  assert.equal(code, 10);
});

/** A wallet of which this device has seen generation 4; `old.json` is generation 3. */
async function seenScene(): Promise<Scene> {
  const here = await scene("v1 file", { records: RECORDS });
  await ok(here, "set", "d", "three", "-u", "first");
  await Deno.copyFile(here.at("wallet.json"), here.at("old.json"));
  await ok(here, "set", "d", "one", "-u", "second");
  return here;
}

/** The name of a record that is still there. */
async function hidden(here: Scene): Promise<{ name: string }> {
  for (const name of ["one", "three"]) {
    if ((await here.run(["get", "d", name])).code === 0) return { name };
  }
  throw new Error("both are gone");
}

function elsewhere(here: Scene): Record<string, string> {
  return { ...here.env, HOME: here.at("elsewhere") };
}

function without(env: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([each]) => each !== name));
}

async function ok(here: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await here.run(args);
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function put(here: Scene, name: string): Promise<void> {
  await Deno.copyFile(here.at(name), here.at("wallet.json"));
}

async function edit(here: Scene, change: (wallet: Json) => void): Promise<void> {
  const wallet = JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
  change(wallet);
  await Deno.writeTextFile(here.at("wallet.json"), JSON.stringify(wallet));
}

async function memoryFiles(here: Scene): Promise<string[]> {
  const folder = here.at("home/.local/state/coffer/seen");
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.filter((name) => name.endsWith(".json")).map((name) =>
      `${folder}/${name}`
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
