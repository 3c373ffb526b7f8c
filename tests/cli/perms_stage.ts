/**
 * Folders in which a call is run with a few permissions.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { GrantLists } from "../../cli/needs/grants.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { scene } from "../support/wallet_scene.ts";
import type { PermsCase } from "./perms_cases.ts";
import { coffer, surroundings } from "./program.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const EXAMPLE = new URL("../../docs/examples/plugin_folder_store.js", import.meta.url);
/** A folder as a case wants it. */
export interface Stage extends AsyncDisposable {
  path: string;
  env: Record<string, string>;
}

/** Sets up what a case wants. */
export async function stageFor(row: PermsCase): Promise<Stage> {
  const { wallet, env = {}, files = {}, link, plugin } = row;
  const place = wallet === undefined ? null : await scene(wallet);
  const folder = place ?? await temporaryFolder();
  await Deno.mkdir(folder.at("home"), { recursive: true });
  await Deno.mkdir(folder.at("sub"));
  await Deno.mkdir(folder.at("bin"));
  // What stands for the desktop's clipboard takes everything.
  await Deno.writeTextFile(folder.at("bin/xclip"), "#!/bin/sh\ncat >/dev/null\n", {
    mode: 0o755,
  });
  // And what stands for an agent is ready at once.
  await Deno.writeTextFile(folder.at("bin/coffer"), "#!/bin/sh\necho ready\n", {
    mode: 0o755,
  });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(folder.at(name), text, { mode: 0o600 });
  }
  if (link !== undefined) await Deno.symlink(link[0], folder.at(link[1]));
  if (plugin) await configurePlugin(folder);
  const base = surroundings(folder.path);
  return {
    path: folder.path,
    env: {
      ...base,
      PATH: `${folder.at("bin")}:${base.PATH}`,
      ...place?.env,
      ...env,
      // A binary does not start with a relative one.
      ...(env["TMPDIR"] !== undefined && { TMPDIR: folder.at(env["TMPDIR"]) }),
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function configurePlugin(folder: Pick<TemporaryFolder, "at">): Promise<void> {
  const module = folder.at("plugin/store.mjs");
  const data = folder.at("data");
  await Deno.mkdir(folder.at("plugin"), { mode: 0o700 });
  await Deno.mkdir(data);
  await Deno.writeFile(module, await Deno.readFile(EXAMPLE), { mode: 0o600 });
  await Deno.mkdir(folder.at("home/.config/coffer"), { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(
    folder.at("home/.config/coffer/config.json"),
    JSON.stringify({
      coffer: 1,
      plugins: { folder: { module, read: [data], write: [data], net: [] } },
    }),
    { mode: 0o600 },
  );
}

/** Ids that only the folder knows. */
async function spelledOut(args: string[], { path: cwd, env }: Stage): Promise<string[]> {
  const idFrom = async (...call: string[]) => {
    const { stdout, stderr } = await coffer([...call, "--json"], { cwd, env });
    const listed = JSON.parse(new TextDecoder().decode(stdout) || stderr);
    return String((listed.slots ?? listed).at(-1).id);
  };
  return await Promise.all(args.map(async (arg) => {
    if (arg === "PLUGIN") return `folder:${cwd}/data`;
    if (arg === "SLOT") return await idFrom("slot", "list");
    return arg === "BACKUP" ? await idFrom("backup", "list") : arg;
  }));
}

/** Runs the calls that come before; the arguments of the case, with ids filled in. */
export async function prepared(row: PermsCase, stage: Stage): Promise<string[]> {
  for (const args of row.before ?? []) {
    const call = await spelledOut(args, stage);
    const { code, stderr } = await coffer(call, { cwd: stage.path, env: stage.env });
    assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  }
  return await spelledOut(row.args, stage);
}

/** What `coffer perms` says of a call. */
export async function permsOf(
  args: string[],
  { path: cwd, env }: Stage,
): Promise<GrantLists> {
  const { code, stdout, stderr } = await coffer(["perms", "--json", ...args], {
    cwd,
    env,
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** What a call left. */
export interface Left {
  code: number;
  stdout: string;
  /** Both streams, the data first. */
  said: string;
}

/** How a call is made. */
type How = Pick<PermsCase, "stdin" | "typed" | "descriptor"> & { stage: Stage };

/** Runs the program from source, with these flags and no others. */
export async function runWith(
  flags: string[],
  args: string[],
  how: How,
): Promise<Left> {
  const start = "run --quiet --no-prompt --cached-only --no-check".split(" ");
  const program = [`--config=${ROOT}deno.json`, ...flags, `${ROOT}main.ts`];
  return await runCommand([Deno.execPath(), ...start, ...program, ...args], how);
}

/** Runs a command as a case wants it. */
export async function runCommand(
  command: string[],
  { stage, stdin = "", typed, descriptor }: How,
): Promise<Left> {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const [program, ...rest] = typed !== undefined
    ? ["script", "-qec", quoted, "/dev/null"]
    : descriptor !== undefined
    ? ["bash", "-c", `exec ${quoted} 3< <(printf %s "$0")`, descriptor]
    : command;
  const child = new Deno.Command(program!, {
    args: rest,
    cwd: stage.path,
    clearEnv: true,
    env: stage.env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(typed ?? stdin)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  const out = text.decode(stdout);
  return { code, stdout: out, said: out + text.decode(stderr) };
}
