/**
 * Agents for tests, in this process: on a socket in a temporary folder.
 *
 * @module
 */

import { AgentClient } from "../../agent/client.ts";
import { checkFolder, socketPath } from "../../agent/folder.ts";
import { ownSocket } from "../../agent/own_socket.ts";
import { serve, type ServeOptions } from "../../agent/server.ts";
import { AgentState } from "../../agent/state.ts";
import { temporaryFolder } from "./folder.ts";

/** A running agent. Disposing of it stops it. */
export interface TestAgent extends AsyncDisposable {
  /** Its socket. */
  path: string;
  /** The folder around its own, for `XDG_RUNTIME_DIR`. */
  runtime: string;
  state: AgentState;
  client: AgentClient;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

/** What a program needs for the socket beside its files; older versions know no such flag. */
export function socketFlags(path: string): string[] {
  return Deno.version.deno.startsWith("2.4.") ? [] : [`--allow-net=unix:${path}`];
}

/** A folder where an agent may be, and none is. */
export async function agentPlace() {
  const folder = await temporaryFolder();
  const own = folder.at("coffer");
  await Deno.mkdir(own, { mode: 0o700 });
  checkFolder(own, Deno.uid()!);
  return { ...folder, own, socket: socketPath(own) };
}

/** Starts an agent; milliseconds are those of `now`, if a test wants to move them. */
export async function testAgent(
  { now = () => performance.now(), patience = 300, ...options }: Partial<ServeOptions> & {
    now?: () => number;
  } = {},
): Promise<TestAgent> {
  const place = await agentPlace();
  const state = new AgentState(now);
  const listener = (await ownSocket(place.socket))!;
  const stopped = new AbortController();
  const ended = serve(listener, state, {
    pid: 1,
    signal: stopped.signal,
    patience,
    ...options,
  });
  return {
    path: place.socket,
    runtime: place.path,
    state,
    client: new AgentClient(place.socket, { patience: 1_000 }),
    ended,
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await ended;
      await place[Symbol.asyncDispose]();
    },
  };
}

/** What listens in place of an agent, and does `work` with each connection. */
export async function impostor(work: (connection: Deno.Conn) => Promise<void> | void) {
  const place = await agentPlace();
  const listener = Deno.listen({ transport: "unix", path: place.socket });
  const connections: Deno.Conn[] = [];
  const served = (async () => {
    for await (const connection of listener) {
      connections.push(connection as unknown as Deno.Conn);
      await work(connection as unknown as Deno.Conn);
    }
  })().catch(() => {});
  return {
    path: place.socket,
    runtime: place.path,
    client: new AgentClient(place.socket, { patience: 200 }),
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const each of connections) closed(each);
      await served;
      await place[Symbol.asyncDispose]();
    },
  };
}

function closed(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
