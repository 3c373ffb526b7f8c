/** The agent and its client over a real socket. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { AgentClient } from "../../agent/client.ts";
import { MAX_FRAME } from "../../agent/frame.ts";
import { PROTOCOL, requestFrame } from "../../agent/protocol.ts";
import { MAX_CONNECTIONS } from "../../agent/server.ts";
import { MAX_KEYS } from "../../agent/state.ts";
import { utf8 } from "../../core/bytes.ts";
import { PermissionError, UnavailableError } from "../../core/errors.ts";
import { agentPlace, impostor, testAgent } from "../support/agents.ts";

const KEY = new Uint8Array([1, 2, 3]);
const PUT = { name: "a", key: KEY, place: "p", timeout: 60, lifetime: 600 };

Deno.test("agent: it holds a key, gives it, tells of it, wipes it and ends", async () => {
  await using agent = await testAgent({ pid: 77 });
  const { client } = agent;
  assert.deepEqual(await client.hello(), { version: PROTOCOL, pid: 77 });
  assert.equal(await client.get(["a"]), null);
  assert.equal(await client.put(PUT), true);
  assert.deepEqual(KEY, new Uint8Array([1, 2, 3]));
  assert.deepEqual(await client.get(["b", "a"]), { name: "a", key: KEY });
  const held = [{ name: "a", place: "p", unused: 60, left: 600 }];
  assert.deepEqual(await client.status(), { version: PROTOCOL, pid: 77, held });
  assert.equal(await client.lock(), true);
  assert.equal(await client.get(["a"]), null);
  await client.put(PUT);
  assert.equal(await client.stop(), true);
  await agent.ended;
  assert.equal(agent.state.size, 0);
  for (const ask of [() => client.hello(), () => client.status(), () => client.get([])]) {
    assert.equal(await ask(), null);
  }
  for (const tell of [() => client.put(PUT), () => client.lock(), () => client.stop()]) {
    assert.equal(await tell(), false);
  }
});

Deno.test("agent: an order is answered though its answer is looked at much later", async () => {
  await using agent = await testAgent();
  await agent.client.put(PUT);
  using order = await agent.client.order(["a"]);
  await agent.client.stop();
  await agent.ended;
  assert.deepEqual(await order!.receive(), { name: "a", key: KEY });
});

Deno.test("agent: keys are wiped at their time with nobody asking", async () => {
  await using agent = await testAgent();
  await agent.client.put({ ...PUT, timeout: 1 });
  const sweep = agent.state.sweep.bind(agent.state);
  const { promise, resolve } = Promise.withResolvers<void>();
  agent.state.sweep = () => {
    sweep();
    if (agent.state.nextLapse() === null) resolve();
  };
  await promise;
});

Deno.test("agent: one that lingers ends when it has held nothing for a while", async () => {
  await using agent = await testAgent({ linger: 50 });
  await agent.ended;
  assert.equal(await agent.client.hello(), null);
});

Deno.test("agent: one that lingers does not end while it holds a key", async () => {
  await using agent = await testAgent({ linger: 100 });
  await agent.client.put({ ...PUT, timeout: 1 });
  const started = performance.now();
  await agent.ended;
  assert.ok(performance.now() - started >= 900);
});

/** Sends bytes as they are; what comes back until the end, and how the connection ended. */
async function send(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  using connection = await Deno.connect({ transport: "unix", path });
  const answer: number[] = [];
  const chunk = new Uint8Array(1024);
  try {
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    for (;;) {
      const length = await connection.read(chunk);
      if (length === null) break;
      answer.push(...chunk.subarray(0, length));
    }
  } catch (error) {
    // It may hang up before all is said.
    const names = ["BrokenPipe", "ConnectionReset"];
    if (!(error instanceof Error && names.includes(error.name))) throw error;
  }
  return new Uint8Array(answer);
}

function framedText(text: string, length = utf8(text).length): Uint8Array {
  const bytes = new Uint8Array(4 + utf8(text).length);
  new DataView(bytes.buffer).setUint32(0, length);
  bytes.set(utf8(text), 4);
  return bytes;
}

const REFUSED: [string, Uint8Array][] = [
  ["nothing at all", new Uint8Array()],
  ["half a length", new Uint8Array([0, 0])],
  ["half a frame", framedText('{"coffer-agent":1,"do":"stop"}').subarray(0, 20)],
  ["an oversize frame", framedText("x".repeat(MAX_FRAME + 1))],
  ["a length of 4 GiB", new Uint8Array([255, 255, 255, 255, 1])],
  ["no JSON", framedText("GET / HTTP/1.1\r\n\r\n")],
  ["JSON of somebody else", framedText('{"do":"stop"}')],
  ["a request and more", framedText('{"coffer-agent":1,"do":"stop"}x', 30)],
];

for (const [what, bytes] of REFUSED) {
  Deno.test(`agent: ${what} ends the connection, and not the agent`, async () => {
    await using agent = await testAgent({ patience: 100 });
    await agent.client.put(PUT);
    assert.deepEqual(await send(agent.path, bytes), new Uint8Array());
    assert.deepEqual((await agent.client.get(["a"]))?.key, KEY);
  });
}

Deno.test("agent: any bytes end the connection, and not the agent", async () => {
  await using agent = await testAgent({ patience: 20 });
  await agent.client.put(PUT);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 100 }).map((text) => framedText(text)),
    fc.json().map((json) => framedText(json)),
    fc.dictionary(fc.constantFrom("names", "name", "key"), fc.jsonValue()).map((
      members,
    ) => framedText(JSON.stringify({ "coffer-agent": PROTOCOL, do: "get", ...members }))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (bytes) => {
      await send(agent.path, bytes);
      assert.ok(await agent.client.hello());
    }),
    { numRuns: 60 },
  );
  assert.deepEqual((await agent.client.get(["a"]))?.key, KEY);
});

Deno.test("agent: silent clients neither keep others out nor it from ending", async () => {
  await using agent = await testAgent({ patience: 60_000 });
  const silent: Deno.UnixConn[] = [];
  try {
    for (let i = 0; i < MAX_CONNECTIONS - 1; i++) {
      silent.push(await Deno.connect({ transport: "unix", path: agent.path }));
    }
    assert.ok(await agent.client.hello());
    silent.push(await Deno.connect({ transport: "unix", path: agent.path }));
    // Full: a clear word, and no wait.
    await assert.rejects(agent.client.hello(), UnavailableError);
    silent.pop()!.close();
    while (await agent.client.hello().catch(() => null) === null);
    await agent.client.stop();
    await agent.ended;
  } finally {
    for (const each of silent) each.close();
  }
});

Deno.test("agent: clients that hang up at any point do no harm", async () => {
  await using agent = await testAgent();
  const frame = requestFrame({ do: "status" });
  for (let length = 0; length <= frame.length; length++) {
    const connection = await Deno.connect({ transport: "unix", path: agent.path });
    if (length > 0) await connection.write(frame.subarray(0, length));
    connection.close();
  }
  assert.ok(await agent.client.status());
});

Deno.test("agent: a listener that fails now and then is asked again", async () => {
  await using agent = await agentPlace();
  const { serve } = await import("../../agent/server.ts");
  const { AgentState } = await import("../../agent/state.ts");
  const { ownSocket } = await import("../../agent/own_socket.ts");
  const listener = (await ownSocket(agent.socket))!;
  let calls = 0;
  const failing = {
    accept: () =>
      ++calls === 1
        ? Promise.reject(new Error("too many open files"))
        : listener.accept(),
    close: () => listener.close(),
  };
  const ended = serve(failing, new AgentState(() => 0), { pid: 1 });
  const client = new AgentClient(agent.socket);
  assert.ok(await client.hello());
  await client.stop();
  await ended;
});

Deno.test("client: many at once are all served", async () => {
  await using agent = await testAgent();
  const clients = Array.from({ length: MAX_CONNECTIONS - 2 }, async (_, i) => {
    const n = i % MAX_KEYS;
    const put = { ...PUT, name: `k${n}`, place: `p${n}`, key: new Uint8Array([n]) };
    await agent.client.put(put);
    return (await agent.client.get([`k${n}`]))?.key[0];
  });
  assert.deepEqual(await Promise.all(clients), clients.map((_, i) => i % MAX_KEYS));
});

const IMPOSTORS: [string, (connection: Deno.Conn) => Promise<void> | void][] = [
  ["that says nothing", () => {}],
  ["that hangs up", (connection) => connection.close()],
  ["that talks of something else", async (connection) => {
    await connection.write(framedText("220 ready"));
  }],
  ["that has no end", async (connection) => {
    await connection.write(new Uint8Array([0, 0, 255, 255]));
    await connection.write(new Uint8Array(1000));
  }],
  ["that says too much", async (connection) => {
    await connection.write(new Uint8Array([9, 9, 9, 9, 9]));
  }],
  ["that answers another question", async (connection) => {
    await connection.write(framedText('{"coffer-agent":1,"error":"request"}'));
  }],
];

for (const [what, work] of IMPOSTORS) {
  Deno.test(`client: something ${what} is unavailable, and soon`, async () => {
    await using agent = await impostor(work);
    const { client } = agent;
    const asks = [client.hello(), client.status(), client.get(["a"]), client.put(PUT)];
    // Each is listened to at once: which of them fails first is anybody's guess.
    const all = [...asks, client.lock(), client.stop()];
    await Promise.all(all.map((ask) => assert.rejects(ask, UnavailableError)));
  });
}

Deno.test("client: an agent of another version is recognized, and can be ended", async () => {
  const next = PROTOCOL + 1;
  await using agent = await impostor(async (connection) => {
    const chunk = new Uint8Array(1024);
    const length = await connection.read(chunk) ?? 0;
    const what = JSON.parse(new TextDecoder().decode(chunk.subarray(4, length))).do;
    const answers: Record<string, object> = {
      hello: { pid: 5, keys: 1, news: true },
      stop: { done: true },
      lock: { done: true },
    };
    const answer = answers[what] ?? { error: "version" };
    const text = JSON.stringify({ "coffer-agent": next, ...answer });
    await connection.write(framedText(text));
    connection.close();
  });
  const { client } = agent;
  assert.deepEqual(await client.hello(), { version: next, pid: 5 });
  for (
    const ask of [() => client.get(["a"]), () => client.put(PUT), () => client.status()]
  ) {
    await assert.rejects(ask(), /^UnavailableError: .* another version/);
  }
  assert.ok(await client.lock() && await client.stop());
});

Deno.test("agent: a client of another version is told so, and can end it", async () => {
  await using agent = await testAgent();
  const text = (version: number, members: object) =>
    framedText(JSON.stringify({ "coffer-agent": version, ...members }));
  const answer = async (members: object, version = PROTOCOL + 1) => {
    const bytes = await send(agent.path, text(version, members));
    return JSON.parse(new TextDecoder().decode(bytes.subarray(4)));
  };
  const version = { "coffer-agent": PROTOCOL, error: "version" };
  assert.deepEqual(await answer({ do: "get", names: ["a"] }), version);
  assert.deepEqual(await answer({ do: "teleport" }), version);
  const request = { "coffer-agent": PROTOCOL, error: "request" };
  assert.deepEqual(await answer({ do: "teleport" }, PROTOCOL), request);
  assert.deepEqual(await answer({ do: "stop" }), {
    "coffer-agent": PROTOCOL,
    done: true,
  });
  await agent.ended;
});

Deno.test("client: no socket, a dead one and a plain file are nobody", async () => {
  await using place = await agentPlace();
  const client = new AgentClient(place.socket);
  assert.equal(await client.hello(), null);
  await Deno.writeTextFile(place.socket, "not a socket");
  assert.equal(await client.hello(), null);
});

Deno.test("client: a socket that may not be reached is a matter of permissions", async () => {
  await using agent = await testAgent();
  const connect = Deno.connect;
  const refuse = (name: string) => {
    Deno.connect = (() => {
      const error = new Error(
        'Requires net access to "unix:/x", run again with the --allow-net flag',
      );
      error.name = name;
      return Promise.reject(error);
    }) as unknown as typeof connect;
  };
  try {
    refuse("NotCapable");
    await assert.rejects(agent.client.hello(), (error: PermissionError) => {
      return error instanceof PermissionError &&
        /--allow-net for unix:/.test(error.hint!);
    });
    refuse("PermissionDenied");
    await assert.rejects(agent.client.hello(), PermissionError);
    refuse("WouldBlock");
    await assert.rejects(agent.client.hello(), UnavailableError);
  } finally {
    Deno.connect = connect;
  }
});
