/**
 * A wallet and a stash whose passwords are typed, and a place for an agent.
 *
 * @module
 */

import { AgentClient } from "../../agent/client.ts";
import { socketPath } from "../../agent/folder.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { createStash } from "../../core/stash/stash.ts";
import { utf8 } from "../../core/bytes.ts";
import { PROGRAMS } from "../../cli/clipboard_tools.ts";
import { program } from "../cli/program.ts";
import { type Kind, PASSWORD, type Ran, type Scene, scene } from "./wallet_scene.ts";
import { socketFlags, testAgent } from "./agents.ts";

/** The record that is there. */
export const RECORD = {
  domain: "energy",
  access: "gas",
  uid: "me",
  pwd: "planted-s3cret",
  info: new Map<string, string>(),
};
/** What reads it. */
export const GET = ["get", "energy", "gas", "--field", "pwd"];
/** What reads the stash's value. */
export const READ = ["stash", "read", "k"];

/** Where the agent is used. */
export interface AgentScene extends Scene {
  client: AgentClient;
  /** The program in this process, on a terminal where `typed` is typed. */
  type(args: string[], typed?: string): Promise<Ran>;
  /** The program in this process, where nobody can be asked. */
  quietly(args: string[]): Promise<Ran>;
  /** The program as a process that was installed; so is what it starts itself. */
  installed(args: string[]): Promise<Ran>;
  /** The folder of the installed program, for PATH. */
  bin: string;
}

/** A scene with an agent in this process, or only with a place for one. */
export async function agentScene(
  kind: Kind = "v1 file",
  { running = true, env: more = {} }: {
    running?: boolean;
    env?: Record<string, string>;
  } = {},
): Promise<AgentScene> {
  const here = await scene(kind, { records: [RECORD] });
  const agent = running ? await testAgent() : null;
  const runtime = agent?.runtime ?? here.at("run");
  if (!running) await Deno.mkdir(runtime, { mode: 0o700 });
  using stash = await createStash(fileBlobStore(here.at("my.stash")), PASSWORD);
  await stash.write(["k"], utf8("stashed-s3cret"));
  const { COFFER_PASSWORD: _, ...rest } = here.env;
  const env = {
    ...rest,
    COFFER_AGENT: "1",
    COFFER_STASH: here.at("my.stash"),
    XDG_RUNTIME_DIR: runtime,
    ...more,
  };
  const socket = socketPath(`${runtime}/coffer`);
  await install(here.at("bin"), socket);
  return {
    ...here,
    env,
    bin: here.at("bin"),
    client: new AgentClient(socket),
    type: (args, typed = PASSWORD) =>
      here.run(args, { terminal: true, env: withPath(env), typed: [`${typed}\n`] }),
    quietly: (args) => here.run(args, { env }),
    installed: (args) => runInstalled(here.at("bin"), env, args),
    [Symbol.asyncDispose]: async () => {
      await new AgentClient(socket).stop().catch(() => {});
      await agent?.[Symbol.asyncDispose]();
      await here[Symbol.asyncDispose]();
    },
  };
}

/** With what a Coffer that is started from this process needs to be found and to run. */
function withPath(env: Record<string, string>): Record<string, string> {
  const PATH = Deno.env.get("PATH") ?? "", DENO_DIR = Deno.env.get("DENO_DIR") ?? "";
  return { PATH, DENO_DIR, ...env };
}

/** As an installation makes it: all permissions are in the script. */
async function install(bin: string, socket: string): Promise<void> {
  const [command, ...args] = program();
  const flags = args.length === 0 ? [] : [
    args[0]!,
    ...socketFlags(socket),
    `--allow-run=${PROGRAMS.join(",")}`,
    ...args.slice(1),
  ];
  const words = [command!, ...flags].map((word) => `'${word}'`).join(" ");
  await Deno.mkdir(bin);
  const log = `echo "$0 $*" >> ${bin}/log; /usr/bin/env >> ${bin}/log`;
  const script = `#!/bin/sh\n${log}\nexec ${words} "$@"\n`;
  await Deno.writeTextFile(`${bin}/coffer`, script, { mode: 0o755 });
}

async function runInstalled(
  bin: string,
  env: Record<string, string>,
  args: string[],
): Promise<Ran> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  const { code, stdout, stderr } = await new Deno.Command(`${bin}/coffer`, {
    args,
    clearEnv: true,
    env: {
      ...env,
      PATH: bin,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${cache}/deno`,
      NO_COLOR: "1",
    },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
