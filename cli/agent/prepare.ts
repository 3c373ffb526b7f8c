/**
 * Getting ready to ask the agent, or to lock it, while the permissions for that are there:
 * before a command gives up what it does not need itself.
 *
 * Where the agent holds a key for what is to be opened, that key is asked for; it comes in
 * only when it is needed, after everything was given up. Who wants one record has it opened
 * by the agent, if that can, and needs no key. Otherwise an envoy is made ready,
 * which can take a key to the agent and do nothing else.
 *
 * @module
 */

import type { AgentClient, Order } from "../../agent/client.ts";
import type { Envoy } from "../../agent/envoy.ts";
import type { HeldFor } from "../../agent/protocol.ts";
import { CofferError, PermissionError } from "../../core/errors.ts";
import { shownPath } from "../../core/os_errors.ts";
import type { Call, Command } from "../command.ts";
import { EnvoyHolder, isAt, OrderHolder, sayWithout } from "./holders.ts";
import { knownAgent, ownedSocket } from "./socket.ts";
import {
  type AgentUse,
  rememberHolder,
  rememberOpener,
  rememberSending,
  sendingOf,
} from "./use.ts";
import { type Wanted, wantedOfAgent } from "./wanted.ts";

/** What a call has of the agent, until it ends; `null` if nothing. */
export type Prepared = Disposable | AsyncDisposable | null;

/**
 * Makes ready what the call may need of the agent. Without an agent the call goes on: what
 * is in the way is said, and the password asked for.
 */
export async function prepareAgent(
  call: Call,
  command: Command,
  use: AgentUse,
): Promise<Prepared> {
  try {
    return use === "locks" ? await toLock(call) : await toAsk(call, command, use);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    // Where no agent is asked for, it is no news that none can be.
    if (use !== "locks") await sayWithout(call.out, error);
    return null;
  }
}

async function toAsk(call: Call, command: Command, use: AgentUse): Promise<Prepared> {
  const wanted = await wantedOfAgent(call, command);
  if (wanted === null) return null;
  const shared = sendingOf(call.io);
  if (shared !== undefined) {
    send(call, wanted, shared.envoy);
    return null;
  }
  const known = knownAgent(call.io);
  const status = await known?.client.status() ?? null;
  if (status === null) return await toStart(call, wanted);
  const held = status.held.filter((each) => isAt(each, wanted.place));
  // Some calls open more than one thing: a key that is held is not all they need.
  if (held.length === 0 || use === "asks often") {
    return send(call, wanted, await envoyTo(known!.path));
  }
  const orders = await ordered(call, known!.client, held);
  const opener = command.opensOneRecord?.(call) ? await known!.client.opener() : null;
  if (opener !== null) rememberOpener(call, opener);
  return {
    [Symbol.dispose]: () => {
      opener?.[Symbol.dispose]();
      orders[Symbol.dispose]();
    },
  };
}

/** An agent is started if somebody is there whose key it could hold. */
async function toStart(call: Call, wanted: Wanted): Promise<Prepared> {
  if (!call.mayAsk) return null;
  const path = await ownedSocket(call.io);
  const { startAgent } = await import("./helper.ts");
  await startAgent(call.io);
  return send(call, wanted, await envoyTo(path));
}

function send(call: Call, { times, place }: Wanted, envoy: Envoy): Envoy {
  rememberSending(call, { envoy, times });
  rememberHolder(call, new EnvoyHolder(envoy, { times, place, out: call.out }));
  return envoy;
}

async function ordered(
  call: Call,
  client: AgentClient,
  held: readonly HeldFor[],
): Promise<Disposable> {
  const orders = new Map<string, Order>();
  for (const { name } of held) {
    const order = await client.order([name]);
    if (order !== null) orders.set(name, order);
  }
  const holder = new OrderHolder(orders, call.out);
  rememberHolder(call, holder);
  return holder;
}

/** What is changed is changed, whether the agent can be told or not. */
async function toLock({ io, out }: Call): Promise<Prepared> {
  const known = knownAgent(io);
  if (known === null || await known.client.hello() === null) return null;
  const envoy = await envoyTo(known.path);
  return {
    [Symbol.asyncDispose]: async () => {
      try {
        await envoy.lock();
      } catch (error) {
        if (!(error instanceof CofferError)) throw error;
        await out.warn(
          `the agent was not locked: ${error.message}; \`coffer agent lock\``,
        );
      } finally {
        envoy[Symbol.dispose]();
      }
    },
  };
}

/** Loaded here, since a key that is held is fetched without. */
async function envoyTo(path: string): Promise<Envoy> {
  const { Envoy } = await import("../../agent/envoy.ts");
  try {
    return new Envoy(path);
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === "NotCapable")) throw cause;
    const socket = shownPath(path);
    throw new PermissionError("Coffer was not given the permission to connect to it", {
      cause,
      hint: `run Deno with --allow-read and --allow-write for ${socket}, and ` +
        `--allow-net=unix:${socket}`,
    });
  }
}
