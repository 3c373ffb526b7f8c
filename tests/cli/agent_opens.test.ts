/** `get` where the agent opens the record: it is the same, but for what is loaded. */

import assert from "node:assert/strict";
import { type AgentScene, agentScene, GET, RECORD } from "../support/agent_scene.ts";
import { temporaryFolder } from "../support/folder.ts";
import { modulesIn } from "../support/traced.ts";

/** What derives, holds or uses a key, what asks for a password, and other stores. */
const NEVER =
  /^core\/(crypto\/(aead|argon2|hkdf|kdf)|wallet\/v[01]\/(wallet|keyring|unlock|open_record))|^cli\/(passwords|prompt)|ciphers|commander|sqlite|dynamodb/;
const MOST_MODULES = 120;

Deno.test("agent opens: get loads no cipher, no key and no prompt", async () => {
  await using folder = await temporaryFolder();
  const coverage = folder.at("coverage");
  await using here = await agentScene("v1 file", {
    env: { DENO_COVERAGE_DIR: coverage },
  });
  await here.type(GET);
  const { code, stdout, stderr } = await here.installed(GET);
  assert.deepEqual([code, stdout, stderr], [0, RECORD.pwd, ""]);
  const modules = modulesIn(coverage);
  assert.ok(modules.includes("agent/opener.ts"), "nothing was traced");
  assert.deepEqual(modules.filter((module) => NEVER.test(module)), []);
  assert.ok(modules.length <= MOST_MODULES, `${modules.length}`);
});

for (const kind of ["v1 file", "v1 sqlite"] as const) {
  Deno.test(`agent opens: ${kind}: whatever is shown of a record is the same`, async () => {
    await using here = await agentScene(kind);
    const info = ["-ik", "pin", "-iv", "\u{1f511}", "-ik", "__proto__", "-iv", ""];
    await here.type(["set", "energy", "gas", ...info]);
    await here.type(["set", "energy", "big", "-u", "\u00fc".repeat(70_000)]);
    for (const options of [[], ["--json"], ["--field", "info/pin"], ["--field", "uid"]]) {
      for (const access of ["gas", "big", "gone"]) {
        await same(here, ["get", "energy", access, ...options]);
      }
    }
    await same(here, ["get", "energy", "gas", "--verify"]);
  });
}

/** With the agent and without it, the same comes out; from the agent without a question. */
async function same(here: AgentScene, args: string[], code?: number): Promise<void> {
  const agent = await here.quietly(args);
  const alone = await here.run(args);
  assert.deepEqual(agent, alone, args.join(" ").slice(0, 100));
  if (code !== undefined) assert.equal(agent.code, code);
}

/** The record's file, changed. */
async function edited(here: AgentScene, edit: (text: string) => string): Promise<void> {
  const path = here.at("wallet.json");
  const before = await Deno.readTextFile(path);
  const after = edit(before);
  assert.notEqual(after, before);
  await Deno.writeTextFile(path, after);
}

Deno.test("agent opens: a record that was changed is refused as it is without an agent", async () => {
  await using here = await agentScene("v1 file");
  await here.type(GET);
  await edited(here, (text) =>
    text.replace(/("pwd": ")(.)/, (_, start, digit) => {
      return start + (digit === "A" ? "B" : "A");
    }));
  await same(here, GET, 5);
});

Deno.test("agent opens: a wallet that is older than it was is refused before it is opened", async () => {
  await using here = await agentScene("v1 file");
  await here.type(GET);
  const old = await Deno.readTextFile(here.at("wallet.json"));
  await here.type(["set", "energy", "gas", "-u", "newer"]);
  assert.equal((await here.quietly(["get", "energy", "gas", "--field", "uid"])).code, 0);
  await Deno.writeTextFile(here.at("wallet.json"), old);
  await same(here, GET, 11);
});

Deno.test("agent opens: where one connection more cannot be made, the key does, without a word", async () => {
  await using here = await agentScene("v1 file");
  await here.type(GET);
  const { connect } = Deno;
  // To ask what it holds, to order the key, and to have the record opened.
  let left = 2;
  Deno.connect =
    ((options: Deno.UnixConnectOptions) =>
      left-- > 0 ? connect(options) : Promise.reject(new Error("too many"))) as never;
  try {
    const { code, stdout, stderr } = await here.quietly(GET);
    assert.deepEqual([code, stdout, stderr], [0, RECORD.pwd, ""]);
  } finally {
    Deno.connect = connect;
  }
  assert.ok(left < 0);
});
