/**
 * Permissions by name: what a sandbox has to grant, and no more.
 *
 * @module
 */

/** What `coffer perms --json` prints: for each kind of permission, what of it. */
export interface GrantLists {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly net: readonly string[];
  readonly env: readonly string[];
  readonly run: readonly string[];
  readonly sys: readonly string[];
}

/** The kinds, in the order in which they are printed. */
export const KINDS = ["read", "write", "net", "env", "run", "sys"] as const;

/** What stands for all of a kind. */
export const ALL = "*";

/** Since this version a socket of Unix needs a permission of its own. */
const SOCKETS_ARE_NET: readonly [number, number] = [2, 9];
const WINDOWS = Deno.build.os === "windows";
const SEPARATOR = WINDOWS ? /[\\/]/ : /\//;
const ROOT = WINDOWS ? /^([a-zA-Z]:[\\/]|[\\/]{2}[^\\/]+[\\/][^\\/]+[\\/]?)/ : /^\//;

/** A list of needs that grows; each is named once. Paths may be relative. */
export class Grants {
  readonly #cwd: string;
  readonly #found: Record<typeof KINDS[number], Set<string>> = {
    read: new Set(),
    write: new Set(),
    net: new Set(),
    env: new Set(),
    run: new Set(),
    sys: new Set(),
  };

  /** Relative paths begin in the folder `cwd`. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** A file or a folder with all in it that is read; `undefined` is none. */
  read(path: string | undefined): void {
    if (path !== undefined) this.#path("read", path);
  }

  /** A file or a folder with all in it that is written and not read. */
  write(path: string | undefined): void {
    if (path !== undefined) this.#path("write", path);
  }

  /** A file or a folder with all in it that is read and written. */
  change(path: string): void {
    this.#path("read", path);
    this.#path("write", path);
  }

  /** A file that is replaced as a whole, in its folder, under a lock. */
  replace(path: string): void {
    this.read(path);
    for (const file of new Set([this.#absolute(path), this.#real(path)])) {
      this.change(folderOf(file));
    }
  }

  /** A file that is written, as a whole, where none is or may be. */
  create(path: string | undefined): void {
    if (path !== undefined) this.change(folderOf(this.#absolute(path)));
  }

  /** A socket of Unix that is connected to, or listened on. */
  socket(path: string): void {
    this.change(path);
    if (socketsAreNet(Deno.version.deno)) this.host(`unix:${this.#absolute(path)}`);
  }

  /** A host, with or without a port, or `*.` and a domain. */
  host(...hosts: string[]): void {
    for (const host of hosts) this.#add("net", host);
  }

  /** Variables of the environment that are looked at. */
  variable(...names: string[]): void {
    for (const name of names) this.#add("env", name);
  }

  /** The whole environment, of which nobody knows what is in it. */
  environment(): void {
    this.#add("env", ALL);
  }

  /** Programs that are started. */
  program(...names: string[]): void {
    for (const name of names) this.#add("run", name);
  }

  /** What is asked of the system, by Deno's names for it, such as `osRelease`. */
  system(...kinds: string[]): void {
    for (const kind of kinds) this.#add("sys", kind);
  }

  /** The whole list, sorted; what is in a folder of the list is not named again. */
  lists(): GrantLists {
    const lists = Object.fromEntries(
      KINDS.map((kind) => [kind, sorted(this.#found[kind])]),
    ) as unknown as Record<typeof KINDS[number], string[]>;
    return {
      ...lists,
      read: withoutContained(lists.read),
      write: withoutContained(lists.write),
    };
  }

  /** By its name, and where that leads. */
  #path(kind: "read" | "write", path: string): void {
    this.#add(kind, this.#absolute(path));
    this.#add(kind, this.#real(path));
  }

  #add(kind: typeof KINDS[number], name: string): void {
    this.#found[kind].add(name);
  }

  #absolute(path: string): string {
    const [root = ""] = ROOT.exec(path) ?? [];
    if (root === "") return this.#absolute(`${this.#cwd}/${path}`);
    const names: string[] = [];
    for (const name of path.slice(root.length).split(SEPARATOR)) {
      if (name === "..") names.pop();
      else if (name !== "" && name !== ".") names.push(name);
    }
    return root + names.join(WINDOWS ? "\\" : "/");
  }

  /** Behind symbolic links, as far as may be looked; nothing is opened for that. */
  #real(path: string): string {
    const file = this.#absolute(path);
    try {
      return Deno.realPathSync(file);
    } catch {
      const folder = folderOf(file);
      return folder === file ? file : this.#absolute(
        `${this.#real(folder)}/${file.slice(folder.length)}`,
      );
    }
  }
}

/** Whether a socket of Unix is a matter of `--allow-net`, too, in a version of Deno. */
export function socketsAreNet(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [first, second] = SOCKETS_ARE_NET;
  return major > first || (major === first && minor >= second);
}

function sorted(names: ReadonlySet<string>): string[] {
  return names.has(ALL) ? [ALL] : [...names].sort();
}

/** The folder of an absolute path; the root is its own. */
function folderOf(path: string): string {
  const [root = ""] = ROOT.exec(path) ?? [];
  const names = path.slice(root.length).split(SEPARATOR);
  return root + names.slice(0, -1).join(WINDOWS ? "\\" : "/");
}

function withoutContained(paths: string[]): string[] {
  return paths.filter((path) =>
    !paths.some((outer) => outer !== path && contains(outer, path))
  );
}

function contains(outer: string, inner: string): boolean {
  if (!inner.startsWith(outer)) return false;
  return SEPARATOR.test(outer.at(-1)!) || SEPARATOR.test(inner[outer.length] ?? "");
}
