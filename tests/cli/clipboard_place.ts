/**
 * A place with a wallet, a desktop of scripts in a folder which is all of PATH, and
 * Coffer installed there.
 *
 * @module
 */

import { type Scene, scene } from "../support/wallet_scene.ts";
import { program } from "./program.ts";

/** The password of the record `energy/gas`. */
export const SECRET = "pl@nted päss\nword";
const RECORD = {
  domain: "energy",
  access: "gas",
  uid: "planted uid",
  pwd: SECRET,
  info: new Map([["pin", "planted pin"]]),
};
const DENO_DIR = Deno.env.get("DENO_DIR") ??
  `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;

/** What is of nobody's concern but the caller's. */
const CALLERS = {
  NO_COLOR: "1",
  GITHUB_TOKEN: "planted",
  AWS_SECRET_ACCESS_KEY: "planted",
};

/** Kinds of desktops: their variables, and what pastes and copies. */
export const DESKTOPS = {
  x11: { env: { DISPLAY: ":1" }, tools: ["xclip"] },
  "x11 with xsel": { env: { DISPLAY: ":1" }, tools: ["xsel"] },
  wayland: {
    env: { DISPLAY: ":1", WAYLAND_DISPLAY: "w" },
    tools: ["wl-copy", "wl-paste", "xclip"],
  },
  termux: { env: {}, tools: ["termux-clipboard-set", "termux-clipboard-get"] },
  "no desktop": { env: {}, tools: ["xclip"] },
  windows: { env: {}, tools: ["powershell.exe"] },
} as const;

/** Where Coffer runs. */
export interface Place extends Scene {
  /** Starts Coffer here, with these programs to start, or all that it documents. */
  start(args: string[], programs?: readonly string[]): Deno.ChildProcess;
  finish(args: string[], programs?: readonly string[]): Promise<Ended>;
  /** What is on the clipboard. */
  content(): Promise<string>;
  setContent(text: string): Promise<void>;
  /** Arguments and environments of every tool and helper that was started. */
  log(): Promise<string>;
  /** Waits until the clipboard is cleared. */
  cleared(): Promise<string>;
}

/** What a run left. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A wallet with a record, a desktop and, unless said otherwise, an installed Coffer. */
export async function place(
  desktop: keyof typeof DESKTOPS = "x11",
  { installed = true, failing = false } = {},
): Promise<Place> {
  const here = await scene("v1 file", { records: [RECORD] });
  const { env, tools } = DESKTOPS[desktop];
  await Deno.mkdir(here.at("bin"));
  await new Deno.Command("mkfifo", { args: [here.at("cleared")] }).output();
  for (const name of tools) {
    await script(here.at(`bin/${name}`), failing ? "exit 3" : toolScript(here.path));
  }
  if (installed) await script(here.at("bin/coffer"), cofferScript(here.path));
  const start = (args: string[], programs?: readonly string[]) => {
    const [command, ...first] = granted(programs);
    return new Deno.Command(command!, {
      args: [...first, ...args],
      cwd: here.path,
      clearEnv: true,
      env: { ...here.env, ...env, PATH: here.at("bin"), DENO_DIR, ...CALLERS },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  };
  const read = (name: string) => Deno.readTextFile(here.at(name)).catch(() => "");
  return {
    ...here,
    start,
    finish: async (args, programs) =>
      await ended(start(args, programs), new Uint8Array()),
    content: () => read("content"),
    setContent: (text) => Deno.writeTextFile(here.at("content"), text),
    log: () => read("log"),
    cleared: () => Deno.readTextFile(here.at("cleared")),
    [Symbol.asyncDispose]: async () => {
      // A test that fails leaves no helper behind.
      const pid = Number(await read("pid"));
      if (pid > 0) stop(pid);
      await removed(here);
    },
  };
}

/** A helper that nobody needed may write its first file while its folder goes. */
async function removed(here: AsyncDisposable, attempts = 20): Promise<void> {
  try {
    await here[Symbol.asyncDispose]();
  } catch (error) {
    if (attempts === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await removed(here, attempts - 1);
  }
}

function stop(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function script(path: string, body: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** Writes down how it was started. */
const logging = (here: string) =>
  `echo "$0 $*" >> ${here}/log; /usr/bin/env >> ${here}/log`;

/** Keeps the content in a file, and tells a pipe when that becomes empty. */
const toolScript = (here: string) =>
  `${logging(here)}
PATH=/usr/bin:/bin
case "$0 $*" in
  *paste*|*-out*|*-get*|*GetBytes*) test -s ${here}/content && exec cat ${here}/content
    exit 1 ;;
  *) cat > ${here}/content ;;
esac
if test ! -s ${here}/content && test -e ${here}/awaited; then
  echo cleared > ${here}/cleared
fi`;

/** As an installation makes it: all permissions are in the script. */
const cofferScript = (here: string) =>
  `${logging(here)}; echo $$ > ${here}/pid
exec ${program().map((word) => `'${word}'`).join(" ")} "$@"`;

/** What starts Coffer with the permission to start `programs`, or all if none are named. */
function granted(programs?: readonly string[]): string[] {
  if (programs === undefined) return program();
  const flags = programs.length === 0 ? [] : [`--allow-run=${programs.join(",")}`];
  return program().flatMap((word) => word === "--allow-run" ? flags : [word]);
}

/** Gives a program its input and waits for its end. */
export async function ended(child: Deno.ChildProcess, stdin: Uint8Array): Promise<Ended> {
  const writer = child.stdin.getWriter();
  await writer.write(stdin).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
