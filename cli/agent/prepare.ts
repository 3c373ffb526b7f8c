/**
 * Getting ready to ask the agent, or to lock it, while the permissions for that are there.
 *
 * It is done before a command gives up what it does not need itself; what is left over is
 * an envoy (agent/envoy.ts), which can go to the agent and do nothing else.
 *
 * @module
 */

import { Envoy } from "../../agent/envoy.ts";
import { PROTOCOL } from "../../agent/protocol.ts";
import type { Times } from "../../agent/state.ts";
import { CofferError, PermissionError, UnavailableError } from "../../core/errors.ts";
import type { HeldKey, KeyHolder } from "../../core/held_keys.ts";
import type { Call, Command } from "../command.ts";
import type { Io } from "../io.ts";
import { startAgent } from "./helper.ts";
import { knownAgent, ownedSocket } from "./place.ts";
import { type AgentUse, inherited, rememberHolder } from "./use.ts";
import { wantedTimes } from "./wanted.ts";

/** What a call has of the agent, until it ends. */
export type Prepared = AsyncDisposable;

/**
 * Makes ready what the call may need of the agent. Without an agent the call goes on: what
 * is in the way is said, and the password asked for.
 */
export async function prepareAgent(
  call: Call,
  command: Command,
  use: AgentUse,
): Promise<Prepared | null> {
  try {
    return use === "asks" ? await toAsk(call, command) : await toLock(call);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    // Where no agent is asked for, it is no news that none can be.
    if (use === "asks") await warn(call, error);
    return null;
  }
}

async function toAsk(call: Call, command: Command): Promise<Prepared | null> {
  const before = inherited(call.io);
  if (before !== undefined) {
    rememberHolder(call, before);
    return null;
  }
  const times = await wantedTimes(call, command);
  if (times === null) return null;
  const path = await runningAgent(call);
  if (path === null) return null;
  const envoy = envoyTo(path);
  rememberHolder(call, new EnvoyHolder(envoy, times, call));
  return { [Symbol.asyncDispose]: () => Promise.resolve(envoy[Symbol.dispose]()) };
}

/** The socket of an agent, started if somebody is there whose key it could hold. */
async function runningAgent(call: Call): Promise<string | null> {
  const known = await knownAgent(call.io);
  const info = await known?.client.hello() ?? null;
  if (info !== null) {
    if (info.version === PROTOCOL) return known!.path;
    throw new UnavailableError("the agent that is running is of another version", {
      hint: "end it with `coffer agent stop`; the next one will be of this version",
    });
  }
  if (!call.mayAsk) return null;
  const path = await ownedSocket(call.io);
  await startAgent();
  return path;
}

/** What is changed is changed, whether the agent can be told or not. */
async function toLock({ io, out }: Call): Promise<Prepared | null> {
  const known = await knownAgent(io);
  if (known === null || await known.client.hello() === null) return null;
  const envoy = envoyTo(known.path);
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

function envoyTo(path: string): Envoy {
  try {
    return new Envoy(path);
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === "NotCapable")) throw cause;
    throw new PermissionError("Coffer was not given the permission to connect to it", {
      cause,
      hint: `run Deno with --allow-read and --allow-write for ${path}, and ` +
        `--allow-net=unix:${path}`,
    });
  }
}

/** Asks by way of an envoy. The first thing that goes wrong is said, and nothing more asked. */
class EnvoyHolder implements KeyHolder {
  readonly #envoy: Envoy;
  readonly #times: Times;
  readonly #call: Call;
  #hasFailed = false;

  constructor(envoy: Envoy, times: Times, call: Call) {
    this.#envoy = envoy;
    this.#times = times;
    this.#call = call;
  }

  async get(names: readonly string[]): Promise<HeldKey | null> {
    return await this.#attempt(() => this.#envoy.get(names));
  }

  async put(name: string, key: Uint8Array): Promise<void> {
    await this.#attempt(() => this.#envoy.put({ name, key, ...this.#times }));
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#hasFailed) return null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      this.#hasFailed = true;
      await warn(this.#call, error);
      return null;
    }
  }
}

async function warn({ out }: { out: Call["out"]; io: Io }, error: CofferError) {
  const hint = error.hint === undefined ? "" : ` (${error.hint})`;
  await out.warn(`going on without the agent: ${error.message}${hint}`);
}
