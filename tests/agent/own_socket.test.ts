/** One agent for each folder, whatever others have left there. */

import assert from "node:assert/strict";
import { AgentClient } from "../../agent/client.ts";
import { lockPath } from "../../agent/folder.ts";
import { ownSocket } from "../../agent/own_socket.ts";
import { serve } from "../../agent/server.ts";
import { AgentState } from "../../agent/state.ts";
import { PermissionError, UnavailableError } from "../../core/errors.ts";
import { agentPlace } from "../support/agents.ts";
import { withFault } from "../support/faults.ts";
import { modeOf } from "../support/folder.ts";

const CHILD = new URL("../support/agent_child.ts", import.meta.url).pathname;

/** A process that tries to be the agent at `path`; what it says of that, and the process. */
async function contender(path: string) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
      ...["--allow-read", "--allow-write", "--allow-net", CHILD, path],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { said: new TextDecoder().decode(value).trim(), process };
}

Deno.test("socket: it and its lock are its owner's alone, and tell its process", async () => {
  await using place = await agentPlace();
  const listener = (await ownSocket(place.socket))!;
  assert.equal(await modeOf(place.socket), "600");
  assert.equal(await modeOf(lockPath(place.socket)), "600");
  assert.equal(await Deno.readTextFile(lockPath(place.socket)), `${Deno.pid}\n`);
  listener.close();
  const again = (await ownSocket(place.socket))!;
  again.close();
});

Deno.test("socket: of several that start at once, one is the agent", async () => {
  await using place = await agentPlace();
  const all = await Promise.all(Array.from({ length: 3 }, () => contender(place.socket)));
  assert.deepEqual(all.map(({ said }) => said).sort(), ["another", "another", "own"]);
  const client = new AgentClient(place.socket);
  const { pid } = (await client.hello())!;
  assert.equal(pid, all.find(({ said }) => said === "own")!.process.pid);
  await client.stop();
  for (const { process } of all) await process.status;
});

Deno.test("socket: what a killed agent leaves behind is in nobody's way", async () => {
  await using place = await agentPlace();
  const first = await contender(place.socket);
  assert.equal(first.said, "own");
  first.process.kill("SIGKILL");
  await first.process.status;
  assert.ok((await Deno.lstat(place.socket)).isSocket, "the socket is still there");
  const client = new AgentClient(place.socket);
  assert.equal(await client.hello(), null);
  const listener = (await ownSocket(place.socket))!;
  const ended = serve(listener, new AgentState(() => 0), { pid: 1 });
  assert.equal((await client.hello())?.pid, 1);
  await client.stop();
  await ended;
});

Deno.test("socket: a failing or full disk is unavailable, and leaves no lock", async () => {
  let at = 0;
  for (let done = false; !done;) {
    await using place = await agentPlace();
    let listener = null;
    const run = await withFault({ at: ++at, then: "once" }, async () => {
      listener = await ownSocket(place.socket);
    });
    done = run.calls.length < at;
    if (!done) assert.ok(run.error instanceof UnavailableError, `${run.calls}`);
    (listener as { close(): void } | null)?.close();
    const next = await ownSocket(place.socket);
    assert.ok(next !== null, `after ${run.calls}`);
    next.close();
  }
  assert.ok(at > 4, "several calls were made to fail");
});

Deno.test("socket: a listener that cannot be had is said, and leaves no lock", async () => {
  await using place = await agentPlace();
  const listen = Deno.listen;
  const errors: [Error, typeof PermissionError | typeof UnavailableError][] = [
    [new Error("No space left on device (os error 28)"), UnavailableError],
    [new Deno.errors.PermissionDenied("permission denied"), PermissionError],
  ];
  for (const [error, expected] of errors) {
    Deno.listen = () => {
      throw error;
    };
    try {
      await assert.rejects(ownSocket(place.socket), expected);
    } finally {
      Deno.listen = listen;
    }
  }
  (await ownSocket(place.socket))!.close();
});
