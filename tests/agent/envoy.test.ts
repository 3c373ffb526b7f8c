/** What goes to the agent for a program that may do nothing. */

import assert from "node:assert/strict";
import { Envoy } from "../../agent/envoy.ts";
import { UnavailableError } from "../../core/errors.ts";
import { agentPlace, impostor, socketFlags, testAgent } from "../support/agents.ts";

const ROOT = new URL("../../", import.meta.url);
const KEY = new Uint8Array([1, 2, 3]);
const PUT = { name: "a", key: KEY, place: "p", timeout: 60, lifetime: 600 };

Deno.test("envoy: it fetches, brings and locks, also several at once", async () => {
  await using agent = await testAgent();
  using envoy = new Envoy(agent.path);
  assert.equal(await envoy.get(["a"]), null);
  assert.equal(await envoy.put(PUT), true);
  assert.deepEqual(KEY, new Uint8Array([1, 2, 3]), "the key stays its caller's");
  const all = await Promise.all([envoy.get(["a"]), envoy.get(["b"]), envoy.get(["a"])]);
  assert.deepEqual(all.map((each) => each?.key), [KEY, undefined, KEY]);
  assert.equal(await envoy.lock(), true);
  assert.equal(agent.state.size, 0);
});

Deno.test("envoy: no agent, and one that hangs, as with a client", async () => {
  await using place = await agentPlace();
  using nobody = new Envoy(place.socket);
  assert.equal(await nobody.get(["a"]), null);
  assert.equal(await nobody.put(PUT), false);
  await using silent = await impostor(() => {});
  using envoy = new Envoy(silent.path);
  await assert.rejects(envoy.get(["a"]), (error: UnavailableError) => {
    return error instanceof UnavailableError && /agent\.lock/.test(error.hint!);
  });
});

Deno.test("envoy: whoever waits for it is told when it ends", async () => {
  await using agent = await impostor(() => {});
  const envoy = new Envoy(agent.path);
  const pending = envoy.get(["a"]);
  envoy[Symbol.dispose]();
  await assert.rejects(pending, UnavailableError);
});

/** Runs a program with these permissions; what it prints as JSON. */
async function program(code: string, permissions: string[]): Promise<unknown> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/main.ts`, code);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
      `--config=${new URL("deno.json", ROOT).pathname}`,
      ...permissions,
      `${folder}/main.ts`,
    ],
  }).output();
  await Deno.remove(folder, { recursive: true });
  const printed = new TextDecoder().decode(stdout);
  assert.notEqual(printed, "", new TextDecoder().decode(stderr));
  return JSON.parse(printed);
}

Deno.test("envoy: hostile code beside it cannot connect, write or start programs", async () => {
  await using agent = await testAgent();
  const hostile = `
    import { Envoy } from "${ROOT}agent/envoy.ts";
    import { giveUpAllBut } from "${ROOT}cli/permissions.ts";
    const path = "${agent.path}";
    const envoy = new Envoy(path);
    const kept = await giveUpAllBut({ write: false });
    const tries = {
      write: () => Deno.writeTextFile("${agent.runtime}/stolen", "x"),
      run: () => new Deno.Command("true").output(),
      net: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
      socket: () => Deno.connect({ transport: "unix", path }),
      worker: () => new Worker("data:text/javascript,", {
        type: "module", deno: { permissions: { write: [path], net: ["unix:" + path] } },
      }),
    };
    const held = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try { await attempt(); } catch (e) { if (e.name === "NotCapable") held.push(name); }
    }
    const put = await envoy.put({
      name: "a", key: new Uint8Array([1, 2, 3]), place: "p", timeout: 60, lifetime: 600,
    });
    console.log(JSON.stringify({ kept, held, put }));
    envoy[Symbol.dispose]();
  `;
  const granted = ["--allow-read", "--allow-write", "--allow-run", "--allow-net"];
  assert.deepEqual(await program(hostile, granted), {
    kept: [],
    held: ["write", "run", "net", "socket", "worker"],
    put: true,
  });
  assert.deepEqual(agent.state.get(["a"])?.key, KEY);
});

Deno.test("envoy: it takes the socket's permissions and no more", async () => {
  await using agent = await testAgent();
  const code = `
    import { Envoy } from "${ROOT}agent/envoy.ts";
    try {
      using envoy = new Envoy("${agent.path}");
      console.log(JSON.stringify(await envoy.put({
        name: "a", key: new Uint8Array(1), place: "p", timeout: 60, lifetime: 600,
      })));
    } catch (error) {
      console.log(JSON.stringify(error.name));
    }
  `;
  const { path } = agent;
  const all = [`--allow-read=${path},${ROOT.pathname}`, `--allow-write=${path}`];
  const net = socketFlags(path);
  assert.equal(await program(code, [...all, ...net]), true);
  assert.equal(await program(code, [all[0]!, ...net]), "NotCapable");
  if (net.length > 0) assert.equal(await program(code, all), "NotCapable");
});
