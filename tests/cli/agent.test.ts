/** Commands that ask the agent, with one in this process. */

import assert from "node:assert/strict";
import { readFrame } from "../../agent/conversation.ts";
import { PROTOCOL } from "../../agent/protocol.ts";
import { agentFolder } from "../../cli/agent/socket.ts";
import { UsageError } from "../../core/errors.ts";
import { utf8 } from "../../core/bytes.ts";
import { impostor } from "../support/agents.ts";
import {
  type AgentScene,
  agentScene,
  GET,
  READ,
  RECORD,
} from "../support/agent_scene.ts";
import { KINDS, PASSWORD } from "../support/wallet_scene.ts";

const NEW = "An0ther, correct horse";

async function heldBy({ client }: AgentScene): Promise<string[]> {
  return (await client.status())!.held.map(({ name }) => name.split("/")[0]!);
}

for (const kind of KINDS) {
  Deno.test(`agent: ${kind}: a password is typed once`, async () => {
    await using here = await agentScene(kind);
    const first = await here.type(GET);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /Password for/);
    for (const again of [await here.type(GET, "not read"), await here.quietly(GET)]) {
      assert.equal(again.code, 0, again.stderr);
      assert.equal(again.stdout.trim(), RECORD.pwd);
      assert.equal(again.stderr, "");
    }
    assert.deepEqual(await heldBy(here), [
      kind.startsWith("v1") ? "wallet" : "secret-wallet",
    ]);
  });
}

Deno.test("agent: a stash's password is typed once, too, and one does not end the other", async () => {
  await using here = await agentScene();
  assert.match((await here.type(READ)).stderr, /Password for/);
  await here.type(GET);
  assert.deepEqual(await here.quietly(READ), {
    code: 0,
    stdout: "stashed-s3cret",
    stderr: "",
  });
  assert.deepEqual((await heldBy(here)).sort(), ["stash", "wallet"]);
});

Deno.test("agent: what changes records works with a held key", async () => {
  await using here = await agentScene();
  await here.type(GET);
  for (
    const args of [
      ["set", "energy", "gas", "--pwd-stdin"],
      ["set", "mail", "work", "-u", "x"],
      ["rename", "mail", "work", "-nd", "post", "--yes"],
      ["list"],
      ["delete", "post", "work", "--yes"],
    ]
  ) {
    const { code, stderr } = await here.run(args, { env: here.env, typed: ["changed"] });
    assert.equal(code, 0, `${args}: ${stderr}`);
  }
  assert.equal((await here.quietly(GET)).stdout, "changed");
});

const SOURCES: [string, (here: AgentScene) => Promise<[string[], object]>][] = [
  ["--password-file", async (here) => {
    await Deno.writeTextFile(here.at("pw"), "wrong");
    return [["--password-file", here.at("pw")], {}];
  }],
  ["--password-stdin", () => Promise.resolve([["--password-stdin"], {}])],
  ["COFFER_PASSWORD", () => Promise.resolve([[], { COFFER_PASSWORD: "wrong" }])],
  ["COFFER_PASSWORD_FILE", async (here) => {
    await Deno.writeTextFile(here.at("pw"), "wrong");
    return [[], { COFFER_PASSWORD_FILE: here.at("pw") }];
  }],
  ["--token-stdin", () => Promise.resolve([["--token-stdin"], {}])],
  ["COFFER_TOKEN_FILE", async (here) => {
    await Deno.writeTextFile(here.at("pw"), "wrong");
    return [[], { COFFER_TOKEN_FILE: here.at("pw") }];
  }],
  ["COFFER_TOKEN", () => Promise.resolve([[], { COFFER_TOKEN: "cft1_wrong" }])],
];

for (const [what, given] of SOURCES) {
  Deno.test(`agent: with ${what}, that counts and the agent is not asked`, async () => {
    await using here = await agentScene();
    await here.type(GET);
    const [flags, env] = await given(here);
    const options = { env: { ...here.env, ...env }, typed: ["wrong"] };
    const { code } = await here.run([...GET, ...flags], options);
    assert.equal(code, 4);
    await here.client.lock();
    const right = {
      ...options.env,
      COFFER_PASSWORD: PASSWORD,
      COFFER_TOKEN: "",
      COFFER_TOKEN_FILE: "",
    };
    await here.run(GET, { env: right });
    assert.deepEqual(await heldBy(here), [], "nor told what opened");
  });
}

Deno.test("agent: COFFER_AGENT=no and a time-out of 0 leave it alone", async () => {
  await using here = await agentScene();
  await here.type(GET);
  for (const no of ["no", "0", "OFF", "false"]) {
    const env = { ...here.env, COFFER_AGENT: no };
    assert.equal((await here.run(GET, { env })).code, 10);
  }
  const { COFFER_AGENT: _, ...unsaid } = here.env;
  assert.equal((await here.run(GET, { env: unsaid })).code, 10, "not configured");
  assert.equal((await here.run(GET, { env: { ...unsaid, COFFER_AGENT: "" } })).code, 10);
});

Deno.test("agent: the configuration tells whether it is used, and for how long", async () => {
  await using here = await agentScene();
  const { COFFER_AGENT: _, COFFER_STORE: store, ...env } = here.env;
  const init = ["init", "--store", store!, "--no-input", "--agent"];
  const made = await here.run(init, { env: { ...env, COFFER_PASSWORD: PASSWORD } });
  assert.equal(made.code, 0, made.stderr);
  await here.run(["conf", "-to", "30", "-lf", "90"], { env });
  const typed = { env, terminal: true, typed: [`${PASSWORD}\n`] };
  assert.equal((await here.run(GET, typed)).code, 0);
  const [held] = (await here.client.status())!.held;
  assert.ok(
    held!.unused > 28 && held!.unused <= 30 && held!.left > 80 && held!.left <= 90,
  );
  assert.equal((await here.run(GET, { env })).code, 0);
  // A stash has no profile; the default one tells.
  assert.equal((await here.run(READ, { ...typed, typed: [`${PASSWORD}\n`] })).code, 0);
  assert.equal((await here.run(READ, { env })).stdout, "stashed-s3cret");
  for (const flag of [["--no-agent"], ["--agent", "-to", "0"]]) {
    await here.run(["conf", ...flag], { env });
    assert.equal((await here.run(GET, { env })).code, 10, `${flag}`);
    assert.equal((await here.run(READ, { env })).code, 10, `${flag}`);
  }
});

const CHANGES: [string, string[], string[]][] = [
  ["slot add", ["slot", "add", "--token", "--label", "ci"], [PASSWORD]],
  ["slot passwd", ["slot", "passwd"], [PASSWORD, NEW, NEW]],
  ["stash passwd", ["stash", "passwd"], [PASSWORD, NEW, NEW]],
];

for (const [what, args, answers] of CHANGES) {
  Deno.test(`agent: ${what} asks for the password all the same, and locks it`, async () => {
    await using here = await agentScene();
    await here.type(GET);
    await here.type(READ);
    assert.equal((await heldBy(here)).length, 2);
    assert.equal((await here.quietly(args)).code, 10);
    assert.equal((await heldBy(here)).length, 0, "also after a failure");
    await here.type(GET);
    const typed = answers.map((each) => `${each}\n`);
    const { code, stderr } = await here.run(args, {
      env: here.env,
      terminal: true,
      typed,
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await heldBy(here), []);
  });
}

for (const kind of ["v1 file", "v0 sqlite"] as const) {
  Deno.test(`agent: reconf of a ${kind} asks for the password all the same, and locks it`, async () => {
    await using here = await agentScene(kind);
    await here.type(GET);
    assert.equal((await here.quietly(["reconf", "-m", "--yes"])).code, 10);
    await here.type(GET);
    const typed = [PASSWORD, NEW, NEW].map((each) => `${each}\n`);
    const options = { env: here.env, terminal: true, typed };
    const { code, stderr } = await here.run(["reconf", "-m", "--yes"], options);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await heldBy(here), []);
    assert.equal((await here.type(GET, NEW)).code, 0);
  });
}

Deno.test("agent: a password that others have changed is asked for, and not reported", async () => {
  await using here = await agentScene();
  await here.type(GET);
  // Without a word to this agent, as on another machine.
  const elsewhere = { ...here.env, COFFER_PASSWORD: PASSWORD, COFFER_NEW_PASSWORD: NEW };
  const env = { ...elsewhere, XDG_RUNTIME_DIR: here.at("elsewhere") };
  assert.equal((await here.run(["slot", "passwd"], { env })).code, 0);
  assert.equal((await here.quietly(GET)).code, 10);
  assert.equal((await here.type(GET)).code, 4);
  const { code, stdout, stderr } = await here.type(GET, NEW);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim(), RECORD.pwd);
  assert.match(stderr, /an older key for this; `coffer agent lock`/);
  await here.quietly(["agent", "lock"]);
  await here.type(GET, NEW);
  assert.equal((await here.quietly(GET)).code, 0);
});

Deno.test("agent: a wrong key in it is no error", async () => {
  for (const kind of ["v1 file", "v0 sqlite"] as const) {
    await using here = await agentScene(kind);
    await here.type(GET);
    const [held] = (await here.client.status())!.held;
    const put = { ...held!, key: new Uint8Array(32).fill(9), timeout: 60, lifetime: 60 };
    await here.client.put(put);
    assert.equal((await here.quietly(GET)).code, 10, "as without an agent");
    const { code, stderr } = await here.type(GET);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /error|warning/);
  }
});

Deno.test("agent: Windows has none, and is told what stands in", () => {
  const io = {
    env: (name: string) => ({ APPDATA: "C:\\x", USERPROFILE: "C:\\u" })[name],
  };
  assert.throws(() => agentFolder(io, "windows"), (error: UsageError) => {
    return error instanceof UsageError && /coffer shell/.test(error.hint!);
  });
});

Deno.test("agent: its folder is where XDG says, else in the state folder", () => {
  const folder = (env: Record<string, string>) =>
    agentFolder({ env: (name) => env[name] }, "linux");
  const HOME = "/home/ann";
  assert.equal(folder({ HOME, XDG_RUNTIME_DIR: "/run/user/7" }), "/run/user/7/coffer");
  assert.equal(folder({ HOME, XDG_STATE_HOME: "/s" }), "/s/coffer");
  assert.equal(folder({ HOME }), "/home/ann/.local/state/coffer");
  assert.throws(() => folder({}), UsageError);
});

Deno.test("agent: where nobody can be asked, one that is not there is no news", async () => {
  await using here = await agentScene();
  await here.client.stop();
  const { code, stderr } = await here.quietly(GET);
  assert.equal(code, 10);
  assert.doesNotMatch(stderr, /agent/);
});

/** What stands in for an agent: tells what the real one does, and then does `work`. */
async function standIn(
  here: AgentScene,
  { version = PROTOCOL, work }: {
    version?: number;
    work(connection: Deno.Conn): Promise<void> | void;
  },
) {
  const { held } = (await here.client.status())!;
  const status = JSON.stringify({ "coffer-agent": version, pid: 1, keys: 1, held });
  const frame = new Uint8Array([
    0,
    0,
    status.length >> 8,
    status.length & 255,
    ...utf8(status),
  ]);
  return await impostor(async (connection) => {
    const asked = new TextDecoder().decode((await readFrame(connection))!);
    if (!/"(hello|status)"/.test(asked)) return await work(connection);
    await connection.write(frame);
    connection.close();
  });
}

const GONE: [string, Parameters<typeof standIn>[1], RegExp][] = [
  ["hangs", { work: () => {} }, /the agent does not answer/],
  [
    "is killed",
    { work: (connection) => connection.close() },
    /the agent does not answer/,
  ],
  ["talks nonsense", {
    work: async (connection) =>
      void await connection.write(new Uint8Array([0, 0, 0, 1, 65])),
  }, /is none/],
  ["is of another version", { version: PROTOCOL + 1, work: () => {} }, /another version/],
];

for (const [what, options, said] of GONE) {
  Deno.test(`agent: one that ${what} is said once, and the prompt stands in`, async () => {
    await using here = await agentScene();
    await here.type(GET);
    await using agent = await standIn(here, options);
    const env = { ...here.env, XDG_RUNTIME_DIR: agent.runtime };
    const typed = [`${PASSWORD}\n`];
    const { code, stdout, stderr } = await here.run(GET, { env, terminal: true, typed });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), RECORD.pwd);
    assert.match(stderr, /^warning: going on without the agent: .*\nPassword for/);
    assert.match(stderr, said);
    assert.equal(stderr.split("warning").length, 2);
    const status = await here.run(["agent", "status"], { env });
    assert.equal(status.code, what === "is of another version" ? 8 : 0);
  });
}

Deno.test("agent: a folder that is not safe is said, and the prompt stands in", async () => {
  await using here = await agentScene();
  await here.type(GET);
  await Deno.chmod(`${here.env["XDG_RUNTIME_DIR"]}/coffer`, 0o755);
  try {
    const { code, stdout, stderr } = await here.type(GET);
    assert.equal(code, 0);
    assert.equal(stdout.trim(), RECORD.pwd);
    assert.match(
      stderr,
      /^warning: going on without the agent: .*open to other users.*chmod 700/,
    );
    const json = await here.type([...GET, "--json"]);
    assert.match(JSON.parse(json.stderr.split("\n")[0]!).warning, /without the agent/);
    const status = await here.quietly(["agent", "status"]);
    assert.equal(status.code, 10);
  } finally {
    await Deno.chmod(`${here.env["XDG_RUNTIME_DIR"]}/coffer`, 0o700);
  }
});

Deno.test("agent: the shell asks it for whatever its lines open", async () => {
  await using here = await agentScene();
  const typed = [
    `${GET.join(" ")}\r`,
    `${PASSWORD}\n`,
    "stash read k\r",
    `${PASSWORD}\n`,
    "quit\r",
  ];
  const first = await here.run(["shell"], { env: here.env, terminal: true, typed });
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual((await heldBy(here)).sort(), ["stash", "wallet"]);
  const again = [`${GET.join(" ")}\r`, "stash read k\r", "quit\r"];
  const options = { env: here.env, terminal: true, typed: again };
  const second = await here.run(["shell"], options);
  assert.equal(second.stdout, `${RECORD.pwd}\nstashed-s3cret\n`);
  assert.doesNotMatch(second.stderr, /Password/);
});

/** Counts what a run derives from passwords, and what it compiles. */
async function counted(work: () => Promise<unknown>) {
  const counts = { derived: 0, imported: 0, compiled: 0 };
  const { subtle } = crypto;
  const { deriveBits, importKey } = subtle;
  const { compile, instantiate } = WebAssembly;
  subtle.deriveBits = (...args) => (counts.derived++, deriveBits.apply(subtle, args));
  subtle.importKey = ((...args: Parameters<typeof importKey>) => {
    counts.imported++;
    return importKey.apply(subtle, args);
  }) as typeof importKey;
  WebAssembly.compile = (bytes) => (counts.compiled++, compile(bytes));
  WebAssembly.instantiate = ((...args: Parameters<typeof instantiate>) => {
    counts.compiled++;
    return instantiate(...args);
  }) as typeof instantiate;
  try {
    await work();
    return counts;
  } finally {
    Object.assign(subtle, { deriveBits, importKey });
    Object.assign(WebAssembly, { compile, instantiate });
  }
}

for (
  const [kind, args] of [["v1 file", GET], ["v0 sqlite", GET], ["v1 file", READ]] as const
) {
  Deno.test(`agent: with a held key, ${kind} ${args[0]} derives nothing, loads no Argon2`, async () => {
    // The device key of v0 comes from the configuration as a rule.
    await using here = await agentScene(kind);
    const cold = await counted(() => here.type([...args]));
    assert.ok(cold.derived + cold.compiled > 0, "the count counts");
    const warm = await counted(async () => {
      assert.equal((await here.quietly([...args])).code, 0);
    });
    const device = kind.startsWith("v0") ? 1 : 0;
    assert.deepEqual(warm, { derived: device, imported: device, compiled: 0 });
  });
}

Deno.test("agent: the count sees what the older runtime derives with", async () => {
  const { wasmArgon2id } = await import("../../core/crypto/argon2.ts");
  const parameters = { salt: new Uint8Array(16), memory: 8, passes: 1, length: 32 };
  const { compiled } = await counted(() => wasmArgon2id(new Uint8Array([1]), parameters));
  assert.ok(compiled > 0);
});
