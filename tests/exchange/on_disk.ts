/**
 * Folders as values: made from a list, and read back as one.
 *
 * @module
 */

import { toHex, utf8 } from "../../core/bytes.ts";

/** Paths with what is there: content of a file, `null` for a folder. */
export type Tree = Readonly<Record<string, string | Uint8Array | null>>;

/** Makes `tree` in the folder `at`, with all parents. */
export function makeOnDisk(at: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    const full = `${at}/${path}`;
    const folder = content === null ? full : full.slice(0, full.lastIndexOf("/"));
    Deno.mkdirSync(folder, { recursive: true });
    if (content === null) continue;
    Deno.writeFileSync(full, typeof content === "string" ? utf8(content) : content);
  }
}

/**
 * All that is in the folder `at`: content of a file in hexadecimal, `null` for a
 * folder, `-> target` for a symbolic link, `special` for the rest.
 */
export function readFromDisk(at: string): Record<string, string | null> {
  return Object.fromEntries(entriesOnDisk(at, ""));
}

function* entriesOnDisk(at: string, prefix: string): Generator<[string, string | null]> {
  const names = [...Deno.readDirSync(at)].map(({ name }) => name).sort();
  for (const name of names) {
    const path = `${at}/${name}`;
    const { isFile, isDirectory, isSymlink } = Deno.lstatSync(path);
    if (isSymlink) yield [prefix + name, `-> ${Deno.readLinkSync(path)}`];
    else if (isFile) yield [prefix + name, toHex(Deno.readFileSync(path))];
    else if (!isDirectory) yield [prefix + name, "special"];
    else {
      yield [prefix + name, null];
      yield* entriesOnDisk(path, `${prefix}${name}/`);
    }
  }
}

/** The modes of all files and folders in the folder `at`, each once, as octal text. */
export function modes(at: string): { files: string[]; folders: string[] } {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const [path, content] of Object.entries(readFromDisk(at))) {
    const mode = (Deno.lstatSync(`${at}/${path}`).mode! & 0o7777).toString(8);
    (content === null ? folders : files).add(mode);
  }
  return { files: [...files], folders: [...folders] };
}

/** Content as `readFromDisk` gives it. */
export function hex(text: string): string {
  return toHex(utf8(text));
}

/** Runs a program that must succeed, to make what Deno has no function for. */
export function run(program: string, ...args: string[]): void {
  const { success } = new Deno.Command(program, { args, clearEnv: true }).outputSync();
  if (!success) throw new Error(`${program} ${args.join(" ")} failed`);
}

/**
 * Makes a symbolic link by way of `ln`, since Deno's own function wants read and
 * write access to everything.
 */
export function symlink(target: string, path: string): void {
  run("ln", "-s", "--", target, path);
}
