/**
 * Programs that run as a user who has no rights here but those of everybody, for tests that
 * root runs. What they need of Deno, its cache and the source may lie where only root can
 * look, so they see it in another place, in a mount namespace of their own.
 *
 * @module
 */

import { program } from "../cli/program.ts";
import { canMount } from "../faults/small_disk.ts";
import { temporaryFolder } from "./folder.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** Nobody's, and who has nothing to do with it. */
export const ANOTHER = 65_534, STRANGER = 12_345;
const EVERYBODY = 0o755;
/** $1 is the place for it, $2 the program, $3 the cache, $4 the source; the rest is run. */
const SCRIPT = `set -e
mount --bind "$2" "$1/program"; mount --bind "$3" "$1/cache"; mount --bind "$4" "$1/source"
place=$1; shift 4
exec setpriv --reuid ${ANOTHER} --regid ${ANOTHER} --clear-groups --bounding-set=-all \\
  --inh-caps=-all -- "$place/program" "$@"`;

/** Whether that can be done: it takes Linux, root, and leave to mount. */
export function canBeAnother(): boolean {
  return canMount() && ["unshare", "setpriv"].every(isThere);
}

function isThere(tool: string): boolean {
  const args = ["--version"];
  return new Deno.Command(tool, { args, stdout: "null" }).outputSync().success;
}

/** What it left. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** That user, with a folder. */
export interface Another extends AsyncDisposable {
  /** A folder of that user's, mode 0700. */
  readonly path: string;
  at(name: string): string;
  /** Runs Coffer, as `program()` has it. */
  coffer(args: string[], env: Record<string, string>): Promise<Said>;
  /** Runs a module of the tests, by its path from the root. */
  module(path: string, args: string[]): Promise<Said>;
}

/** Use it with `await using`. */
export async function anotherUser(): Promise<Another> {
  const folder = await temporaryFolder();
  await Deno.chmod(folder.path, EVERYBODY);
  for (const name of ["cache", "source", "own"]) await Deno.mkdir(folder.at(name));
  await Deno.writeTextFile(folder.at("program"), "");
  const own = folder.at("own");
  const [command, ...first] = program();
  const start = async (args: string[], env: Record<string, string>): Promise<Said> => {
    const places = [folder.path, command!, cacheFolder(), ROOT];
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "sh", "-c", SCRIPT, "sh", ...places, ...args],
      cwd: own,
      clearEnv: true,
      env: {
        HOME: `${own}/home`,
        TMPDIR: own,
        DENO_DIR: folder.at("cache"),
        PATH: Deno.env.get("PATH") ?? "",
        NO_COLOR: "1",
        ...env,
      },
      stdin: "null",
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, stdout: out!, stderr: err! };
  };
  const moved = first.map((arg) => arg.replace(ROOT, `${folder.path}/source/`));
  await Deno.mkdir(`${own}/home`);
  for (const path of [own, `${own}/home`]) {
    await Deno.chmod(path, 0o700);
    await Deno.chown(path, ANOTHER, ANOTHER);
  }
  return {
    path: own,
    at: (name) => `${own}/${name}`,
    coffer: (args, env) => start([...moved, ...args], env),
    module: (path, args) =>
      start([...moved.slice(0, -1), `${folder.path}/source/${path}`, ...args], {}),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function cacheFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}
