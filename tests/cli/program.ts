/**
 * The program under test: from source with the permissions that it documents, or
 * the binary that COFFER_BIN names.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url).pathname;

/** What a finished program left. */
export interface Outcome {
  code: number;
  stdout: Uint8Array;
  stderr: string;
}

/** How a program is started. */
export interface Start {
  cwd: string;
  env?: Record<string, string>;
  stdin?: Uint8Array;
}

/** The command that starts Coffer, with its first arguments. */
export function program(): string[] {
  const binary = Deno.env.get("COFFER_BIN");
  if (binary !== undefined) return [binary];
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    "--no-check",
    "--allow-read",
    "--allow-write",
    "--allow-net",
    "--allow-env",
    "--allow-run",
    "--allow-sys=homedir,uid",
    `--config=${ROOT}deno.json`,
    `${ROOT}main.ts`,
  ];
}

/** Runs Coffer to its end in an environment that holds only what is named. */
export async function coffer(args: string[], start: Start): Promise<Outcome> {
  const [command, ...first] = program();
  const env = { ...surroundings(start.cwd), ...start.env };
  const child = new Deno.Command(command!, {
    args: [...first, ...args],
    cwd: start.cwd,
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A program that does not read its input closes it; that is no failure.
  await writer.write(start.stdin ?? new Uint8Array()).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

/** A home of its own, so that no test sees the user's; but Deno finds its cache. */
export function surroundings(cwd: string): Record<string, string> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return {
    HOME: `${cwd}/home`,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${cache}/deno`,
    PATH: Deno.env.get("PATH") ?? "",
    NO_COLOR: "1",
  };
}
