/**
 * All that is in a folder, kept in memory and put back: what a disk holds at one moment.
 *
 * @module
 */

/** By path within the folder: the bytes of a file, `null` for a folder. */
export type Tree = ReadonlyMap<string, Kept>;

interface Kept {
  bytes: Uint8Array | null;
  mode: number;
}

/** Names of what a run makes on its way, and what must not stay. */
const ON_THE_WAY = /\.coffer-[0-9a-f]|\.coffer-export-|-journal$/;
/** And of what stays for the next run, if it was stopped. */
const FOR_THE_NEXT =
  /\.before-passwd$|\.upgrade$|\.(init|device)-|^data\/(journal\.json$|.*\.new$)/;

/** What is there now. */
export function takenTree(folder: string, prefix = ""): Map<string, Kept> {
  const tree = new Map<string, Kept>();
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    const mode = (Deno.lstatSync(path).mode ?? 0o600) & 0o777;
    const bytes = isDirectory ? null : Deno.readFileSync(path);
    tree.set(prefix + name, { bytes, mode });
    if (!isDirectory) continue;
    for (const each of takenTree(path, `${prefix}${name}/`)) tree.set(...each);
  }
  return tree;
}

/** Makes the folder what it was. */
export function putTree(folder: string, tree: Tree): void {
  for (const { name } of [...Deno.readDirSync(folder)]) {
    Deno.removeSync(`${folder}/${name}`, { recursive: true });
  }
  for (const [name, { bytes, mode }] of tree) {
    if (bytes === null) Deno.mkdirSync(`${folder}/${name}`, { mode });
    else Deno.writeFileSync(`${folder}/${name}`, bytes, { mode });
  }
}

/** What no run that fails should leave behind. */
export function leftovers(folder: string): string[] {
  return [...takenTree(folder).keys()].filter((name) => ON_THE_WAY.test(name));
}

/** What must be gone when all is done. */
export function leftoversInTheEnd(folder: string): string[] {
  const names = [...takenTree(folder).keys()];
  return [...leftovers(folder), ...names.filter((name) => FOR_THE_NEXT.test(name))];
}

/** Makes it an hour ago that anything was written. */
export function age(folder: string): void {
  const then = Date.now() / 1000 - 3600;
  for (const name of leftovers(folder)) Deno.utimeSync(`${folder}/${name}`, then, then);
}
