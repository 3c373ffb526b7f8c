/**
 * A running agent that holds the key of a wallet.
 *
 * @module
 */

import { run } from "../../cli/run.ts";
import { fakeIo } from "../../tests/cli/fake_io.ts";
import { MEMORABLE } from "../data/wallets.ts";
import { ran } from "./child.ts";

const PATIENCE = 5_000, PAUSE = 50;

/** An agent in a folder of its own. Disposing of it stops it. */
export interface Agent extends AsyncDisposable {
  /** For commands that are to ask it. */
  env: Record<string, string>;
  /** Types the password, so that the agent has the key for another minute. */
  unlock(args: readonly string[]): Promise<void>;
}

/** Starts one. `env` says where the home is; `runtime` is a folder to be made. */
export async function agentIn(
  binary: string,
  runtime: string,
  { COFFER_PASSWORD: _, ...rest }: Record<string, string>,
): Promise<Agent> {
  await Deno.mkdir(runtime, { mode: 0o700 });
  const env = { ...rest, XDG_RUNTIME_DIR: runtime, COFFER_AGENT: "1" };
  const child = new Deno.Command(binary, {
    args: ["agent", "start", "--foreground"],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await running(binary, env);
  return {
    env,
    async unlock(args) {
      const io = fakeIo({ terminal: true, env, typed: [`${MEMORABLE}\n`] });
      const code = await run([...args], io);
      if (code !== 0) throw new Error(io.said().stderr);
    },
    async [Symbol.asyncDispose]() {
      await ran([binary, "agent", "stop"], { env });
      await child.status;
    },
  };
}

async function running(binary: string, env: Record<string, string>): Promise<void> {
  for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
    const status = await ran([binary, "agent", "status", "--json"], { env });
    if (JSON.parse(status).running) return;
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  throw new Error("the agent does not start");
}
