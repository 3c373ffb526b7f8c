/** The agent as a process of its own, started by the program as it is installed. */

import assert from "node:assert/strict";
import { type AgentScene, agentScene, GET, RECORD } from "../support/agent_scene.ts";
import { outputOf } from "../support/child.ts";
import { PASSWORD } from "../support/wallet_scene.ts";

const CACHE = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
const DENO_DIR = Deno.env.get("DENO_DIR") ?? `${CACHE}/deno`;
const ROOT = new URL("../../", import.meta.url);

/** An agent that was started outlives the run, which the sanitizers would call a leak. */
function outliving(name: string, work: () => Promise<void>): void {
  Deno.test(name, { sanitizeOps: false, sanitizeResources: false }, work);
}

/** Runs `work` where `bin` is all of PATH. */
async function inPath<T>(bin: string, work: () => Promise<T>): Promise<T> {
  const before = Deno.env.get("PATH")!;
  const cache = Deno.env.get("DENO_DIR");
  Deno.env.set("PATH", bin);
  Deno.env.set("DENO_DIR", DENO_DIR);
  try {
    return await work();
  } finally {
    Deno.env.set("PATH", before);
    if (cache === undefined) Deno.env.delete("DENO_DIR");
  }
}

/** The first unlock, in this process; the agent that it starts is another. */
function firstUnlock(here: AgentScene, bin = here.bin) {
  return inPath(bin, () => here.type(GET));
}

async function status(here: AgentScene) {
  return JSON.parse((await here.installed(["agent", "status", "--json"])).stdout);
}

Deno.test("agent process: start, status, lock and stop", async () => {
  await using here = await agentScene("v1 file", { running: false });
  assert.deepEqual(await status(here), { running: false, pid: null, keys: [] });
  const none = { code: 0, stdout: "", stderr: "no agent is running\n" };
  assert.deepEqual(await here.installed(["agent", "lock"]), none);
  assert.deepEqual(await here.installed(["agent", "stop"]), none);
  const running = { code: 0, stdout: "", stderr: "the agent is running\n" };
  assert.deepEqual(await here.installed(["agent", "start"]), running);
  const again = await here.installed(["agent", "start", "--json"]);
  assert.equal(again.stdout, '{"agent":"running"}\n');
  await here.type(GET);
  const { pid, keys } = await status(here);
  assert.ok(pid > 1 && pid !== Deno.pid);
  assert.match(keys[0].name, /^wallet\//);
  const text = await here.installed(["agent", "status"]);
  assert.match(
    text.stdout,
    /^running, process \d+, 1 key\nwallet [0-9a-f]{8} slot [0-9a-f]{8}: \d+ s if not used, \d+ s at most\n$/,
  );
  const locked = await here.installed(["agent", "lock"]);
  assert.equal(locked.stderr, "the agent holds no keys\n");
  assert.deepEqual((await status(here)).keys, []);
  const stopped = await here.installed(["agent", "stop", "--json"]);
  assert.equal(stopped.stdout, '{"stopped":true}\n');
  assert.equal((await status(here)).running, false);
});

outliving(
  "agent process: the first unlock starts it; it is told no secret otherwise",
  async () => {
    await using here = await agentScene("v1 file", { running: false });
    const first = await firstUnlock(here);
    assert.equal(first.code, 0, first.stderr);
    assert.doesNotMatch(first.stderr, /warning/);
    assert.equal((await status(here)).keys.length, 1);
    const second = await here.installed(GET);
    assert.deepEqual(second, { code: 0, stdout: RECORD.pwd, stderr: "" });
    const log = await Deno.readTextFile(`${here.bin}/log`);
    assert.match(log, /bin\/coffer agent-serve\n/);
    for (const secret of [PASSWORD, RECORD.pwd]) assert.ok(!log.includes(secret));
    const environment = log.slice(
      log.indexOf("agent-serve"),
      log.indexOf("agent status"),
    );
    assert.doesNotMatch(environment, /^COFFER_/m);
    assert.match(environment, /^XDG_RUNTIME_DIR=.+$/m);
    const { pid } = await status(here);
    if (Deno.build.os !== "linux") return;
    const ours = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    assert.ok(!ours.includes(PASSWORD));
  },
);

Deno.test("agent process: it has nothing of the caller's environment and folder", async () => {
  await using here = await agentScene("v1 file", {
    running: false,
    env: {
      AWS_SECRET_ACCESS_KEY: "planted-aws",
      GITHUB_TOKEN: "planted-token",
      COFFER_PASSWORD: "planted-password",
      LANG: "C.UTF-8",
      DISPLAY: ":7",
    },
  });
  assert.equal((await here.installed(["agent", "start"])).code, 0);
  const log = await Deno.readTextFile(`${here.bin}/log`);
  const environment = log.slice(log.indexOf("agent-serve"));
  assert.match(environment, /^LANG=C\.UTF-8$/m);
  assert.doesNotMatch(environment, /planted|^DISPLAY=|^COFFER_/m);
  const { pid } = await status(here);
  if (Deno.build.os === "linux") {
    const own = await outputOf("cat", `/proc/${pid}/environ`);
    assert.match(own, /XDG_RUNTIME_DIR=/);
    assert.doesNotMatch(own, /planted/);
    assert.equal(await outputOf("readlink", `/proc/${pid}/cwd`), "/\n");
  }
  await here.installed(["agent", "stop"]);
});

outliving("agent process: a killed one is replaced at the next unlock", async () => {
  await using here = await agentScene("v0 sqlite", { running: false });
  await firstUnlock(here);
  const { pid } = await status(here);
  Deno.kill(pid, "SIGKILL");
  while ((await status(here)).running);
  assert.equal((await here.quietly(GET)).code, 10);
  const { code, stderr } = await firstUnlock(here);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /warning/);
  assert.notEqual((await status(here)).pid, pid);
  assert.equal((await here.installed(GET)).stdout, RECORD.pwd);
});

outliving("agent process: a stopped one (SIGSTOP) hangs nobody", async () => {
  await using here = await agentScene("v1 file", { running: false });
  await firstUnlock(here);
  const { pid } = await status(here);
  Deno.kill(pid, "SIGSTOP");
  try {
    const { code, stdout, stderr } = await here.type(GET);
    assert.equal(code, 0);
    assert.equal(stdout.trim(), RECORD.pwd);
    assert.match(
      stderr,
      /^warning: going on without the agent: the agent does not answer/,
    );
    const stop = await here.installed(["agent", "stop"]);
    assert.equal(stop.code, 8, stop.stderr);
    assert.match(stop.stderr, /agent\.lock tells which/);
    const lock = `${here.env["XDG_RUNTIME_DIR"]}/coffer/agent.lock`;
    assert.equal(await Deno.readTextFile(lock), `${pid}\n`);
  } finally {
    Deno.kill(pid, "SIGKILL");
  }
});

Deno.test("agent process: several starts at once leave one agent, and all are content", async () => {
  await using here = await agentScene("v1 file", { running: false });
  const starts = Array.from({ length: 4 }, () => here.installed(["agent", "start"]));
  for (const { code, stderr } of await Promise.all(starts)) {
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^the agent is running( already)?\n$/);
  }
  const { pid } = await status(here);
  await here.installed(["agent", "stop"]);
  assert.equal((await status(here)).running, false, `only ${pid} was there`);
});

const UNFIT: [string, string | null][] = [
  ["is not there", null],
  ["fails, as on a full disk", "exit 8"],
  ["says something else", "echo hello"],
  ["says nothing for long", "exec /bin/sleep 60"],
];

for (const [what, body] of UNFIT) {
  Deno.test(`agent process: where \`coffer\` in PATH ${what}, the prompt stands in`, async () => {
    await using here = await agentScene("v1 file", { running: false });
    await Deno.mkdir(here.at("other"));
    if (body !== null) {
      const script = `#!/bin/sh\n${body}\n`;
      await Deno.writeTextFile(here.at("other/coffer"), script, { mode: 0o755 });
    }
    const { code, stdout, stderr } = await firstUnlock(here, here.at("other"));
    assert.equal(code, 0);
    assert.equal(stdout.trim(), RECORD.pwd);
    assert.match(
      stderr,
      /^warning: going on without the agent: no `coffer` in PATH .*--foreground/,
    );
  });
}

Deno.test("agent process: in the foreground it serves until a signal", async () => {
  await using here = await agentScene("v1 file", { running: false });
  const process = new Deno.Command(`${here.bin}/coffer`, {
    args: ["agent", "start", "--foreground"],
    env: { ...here.env, PATH: "", DENO_DIR },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const reader = process.stderr.getReader();
  const said = new TextDecoder().decode((await reader.read()).value);
  assert.equal(said, "the agent is running; Ctrl-C ends it\n");
  await here.type(GET);
  assert.equal((await here.quietly(GET)).stdout, RECORD.pwd);
  process.kill("SIGTERM");
  assert.equal((await process.status).code, 143);
  await reader.cancel();
  assert.equal((await status(here)).running, false);
});

Deno.test("agent process: once it serves, it may do nothing else", async () => {
  await using here = await agentScene("v1 file", { running: false });
  const hostile = `
    import { serveHere } from "${ROOT}cli/agent/serving.ts";
    import { giveUpAllBut } from "${ROOT}cli/permissions.ts";
    const tries = {
      read: () => Deno.readTextFile("${here.path}/my.stash"),
      write: () => Deno.writeTextFile("${here.path}/stolen", "x"),
      run: () => new Deno.Command("true").output(),
      net: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
      socket: () => Deno.connect({ transport: "unix", path: "${here.path}/x" }),
      sys: () => Deno.hostname(),
    };
    const io = {
      env: (name) => ({ XDG_RUNTIME_DIR: "${here.env["XDG_RUNTIME_DIR"]}" })[name],
      giveUpAllBut,
      interrupted: new Promise(() => {}),
    };
    const onReady = async () => {
      const held = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try { await attempt(); } catch (e) { if (e.name === "NotCapable") held.push(name); }
      }
      console.log(JSON.stringify(held));
    };
    await serveHere({ io }, { onReady });
  `;
  await Deno.writeTextFile(here.at("hostile.ts"), hostile);
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
      `--config=${new URL("deno.json", ROOT).pathname}`,
      ..."--allow-read --allow-write --allow-net --allow-run --allow-sys".split(" "),
      here.at("hostile.ts"),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = process.stdout.getReader();
  const printed = new TextDecoder().decode((await reader.read()).value);
  assert.deepEqual(
    JSON.parse(printed),
    ["read", "write", "run", "net", "socket", "sys"],
  );
  await here.type(GET);
  assert.equal((await here.quietly(GET)).stdout, RECORD.pwd, "and yet it serves");
  await here.client.stop();
  assert.equal((await process.status).code, 0);
  await reader.cancel();
});

Deno.test("agent process: a missing permission is named, and the prompt stands in", async () => {
  await using here = await agentScene("v1 file", { running: false });
  const script = await Deno.readTextFile(`${here.bin}/coffer`);
  const without = script.replace(/'--allow-sys=uid' /, "");
  if (without === script) return;
  await Deno.writeTextFile(`${here.bin}/coffer`, without);
  const { code, stderr } = await here.installed(["agent", "status"]);
  assert.equal(code, 7, stderr);
  assert.match(stderr, /hint: run Deno with --allow-sys=uid\n$/);
  const noNet = script.replace(/'--allow-net=\S+ /, "");
  if (noNet === script) return;
  await Deno.writeTextFile(`${here.bin}/coffer`, noNet);
  await using running = await agentScene();
  const env = { ...here.env, XDG_RUNTIME_DIR: running.env["XDG_RUNTIME_DIR"]! };
  const asked = await new Deno.Command(`${here.bin}/coffer`, {
    args: ["agent", "stop"],
    env: { ...env, HOME: Deno.env.get("HOME")! },
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(asked.stderr);
  assert.equal(asked.code, 7, said);
  assert.match(said, /--allow-net for unix:/);
});
