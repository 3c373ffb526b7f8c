/**
 * What a configuration says about a plug-in, and the permissions that follow from it.
 *
 * @module
 */

import { PermissionError, UsageError } from "../../core/errors.ts";
import { shown } from "./shown.ts";

/** A plug-in as the configuration names it. What is not given is not allowed. */
export interface PluginSettings {
  /** The absolute path of its module. */
  module: string;
  /** Absolute paths of files, and of folders with all in them, that it may read. */
  read?: readonly string[];
  /** The same for writing. Whoever writes mostly needs to read, too. */
  write?: readonly string[];
  /** Hosts that it may connect to: `HOST` for every port, or `HOST:PORT`. */
  net?: readonly string[];
}

const ABSOLUTE = Deno.build.os === "windows" ? /^([a-zA-Z]:[\\/]|\\\\)/ : /^\//;
const HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/** Whether a path says where it begins. */
export function isAbsolute(path: string): boolean {
  return ABSOLUTE.test(path);
}

/**
 * The permissions of the Worker: what the settings name and nothing else.
 *
 * @throws {UsageError} if a path is not absolute, or a host no name with a port
 */
export function workerPermissions(
  { read = [], write = [], net = [] }: PluginSettings,
): Deno.PermissionOptionsObject {
  for (const path of [...read, ...write]) checkPath(path);
  for (const host of net) checkHost(host);
  return {
    read: some(read),
    write: some(write),
    net: some(net),
    env: false,
    ffi: false,
    import: false,
    run: false,
    sys: false,
  };
}

/**
 * The error for a Worker that was to get what Coffer itself does not have; `null` if
 * Coffer has all of it. `runner` is the URL of the module that the Worker starts with.
 */
export async function missingPermission(
  { read = [], write = [], net = [] }: PluginSettings,
  runner: string,
): Promise<PermissionError | null> {
  const needed: Deno.PermissionDescriptor[] = [
    ...read.map((path) => ({ name: "read", path }) as const),
    ...write.map((path) => ({ name: "write", path }) as const),
    ...net.map((host) => ({ name: "net", host }) as const),
    // The modules of a compiled program are in the program.
    ...(Deno.build.standalone ? [] : [{ name: "read", path: new URL(runner) } as const]),
  ];
  for (const each of needed) {
    const { state } = await Deno.permissions.query(each);
    if (state !== "granted") return missing(each);
  }
  return null;
}

function missing(lacking: Deno.PermissionDescriptor): PermissionError {
  const value = "path" in lacking
    ? String(lacking.path)
    : "host" in lacking
    ? lacking.host!
    : "";
  return new PermissionError(
    `the plug-in needs ${lacking.name} of ${shown(value)}, which Coffer does not have`,
    { hint: `run Deno with --allow-${lacking.name} for it` },
  );
}

/** `false` is none on every version, which an empty list might not be. */
function some(names: readonly string[]): string[] | false {
  return names.length === 0 ? false : [...names];
}

function checkPath(path: string): void {
  if (isAbsolute(path) && !path.includes("\0")) return;
  throw new UsageError(`a plug-in is granted ${shown(path)}, which is no absolute path`, {
    hint: "write the paths in the configuration's plugins from the root on",
  });
}

function checkHost(host: string): void {
  if (HOST.test(host)) return;
  throw new UsageError(`a plug-in is granted ${shown(host)}, which is no host`, {
    hint: "write HOST or HOST:PORT, such as db.example.com:443",
  });
}
