/**
 * Where things are on this machine, by the XDG Base Directory Specification (version
 * 0.8): variables of the environment first, then folders of the user's home.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { assertLetLook } from "../denied.ts";
import {
  APPDATA,
  HOME,
  USERPROFILE,
  XDG_CONFIG_HOME,
  XDG_DATA_HOME,
  XDG_RUNTIME_DIR,
  XDG_STATE_HOME,
} from "../environment.ts";

/** A variable of the environment; `undefined` also where it may not be read. */
export type Env = (name: string) => string | undefined;

/** Absolute paths. `null` where the environment does not tell. */
export interface Places {
  /** Our configuration, a file. */
  readonly config: string | null;
  /** The wallet that is used if none is named, a file. */
  readonly wallet: string | null;
  /** A folder for what this device remembers. */
  readonly state: string | null;
  /** A folder for sockets. */
  readonly runtime: string | null;
  /** The configuration of secret_wallet, a file. */
  readonly secretwallet: string | null;
  /** The database of secret_wallet, a file. */
  readonly database: string | null;
}

const WINDOWS = "windows";

/**
 * The places, from variables alone; nothing is looked up on the disk. Variables that
 * are empty or hold a relative path count as unset, as the specification says.
 *
 * @example
 * ```ts
 * import { findPlaces } from "./places.ts";
 * import assert from "node:assert/strict";
 *
 * const env = (name: string) => ({ HOME: "/home/ann" })[name];
 * const { config, wallet } = findPlaces(env, "linux");
 * assert.equal(config, "/home/ann/.config/coffer/config.json");
 * assert.equal(wallet, "/home/ann/.local/share/coffer/wallet.json");
 * ```
 */
export function findPlaces(env: Env, os: string = Deno.build.os): Places {
  const folder = (name: string) => absolute(env(name), os);
  const home = homeFolder(env, os);
  const roaming = below(home, os, "AppData", "Roaming");
  const fallback = os === WINDOWS ? windowsFolders(folder(APPDATA) ?? roaming) : {
    config: below(home, os, ".config"),
    data: below(home, os, ".local", "share"),
    state: below(home, os, ".local", "state"),
  };
  const ours = (base: string | null, ...names: string[]) =>
    below(base, os, "coffer", ...names);
  const named = folder(XDG_STATE_HOME);
  const state = named === null && os === WINDOWS
    ? ours(fallback.state, "state")
    : ours(named ?? fallback.state);
  return {
    config: ours(folder(XDG_CONFIG_HOME) ?? fallback.config, "config.json"),
    wallet: ours(folder(XDG_DATA_HOME) ?? fallback.data, "wallet.json"),
    state,
    runtime: ours(folder(XDG_RUNTIME_DIR)) ?? state,
    secretwallet: below(home, os, ".secretwallet", "secretwallet.json"),
    database: below(home, os, ".secretwallet", "secretwallet.sqlite"),
  };
}

/** The user's folder, `null` where the environment does not tell. */
export function homeFolder(env: Env, os: string = Deno.build.os): string | null {
  return absolute(env(os === WINDOWS ? USERPROFILE : HOME), os);
}

/** On Windows all of it goes to one folder, so what is no file gets a folder in it. */
function windowsFolders(roaming: string | null) {
  return { config: roaming, data: roaming, state: roaming };
}

function absolute(path: string | undefined, os: string): string | null {
  if (path === undefined || !isAbsolute(path, os)) return null;
  return path.replace(os === WINDOWS ? /[\\/]+$/ : /\/+$/, "");
}

/** Whether a path means the same wherever it is used. */
export function isAbsolute(path: string, os: string = Deno.build.os): boolean {
  return os === WINDOWS ? /^([a-zA-Z]:[\\/]|[\\/]{2})/.test(path) : path.startsWith("/");
}

function below(base: string | null, os: string, ...names: string[]): string | null {
  return base === null ? null : [base, ...names].join(os === WINDOWS ? "\\" : "/");
}

/**
 * A place that the work cannot do without; `what` is kept there.
 *
 * @throws {UsageError} if the environment does not tell where it is
 */
export function requirePlace(place: string | null, what: string): string {
  if (place !== null) return place;
  assertMayLookForHome();
  throw new UsageError(`cannot tell where ${what} is: there is no home folder`, {
    hint: "set HOME (on Windows USERPROFILE), and let Deno read it with --allow-env",
  });
}

/**
 * Checks, where a place is not known, that this is not for want of a permission.
 *
 * @throws {PermissionError} if it is
 */
export function assertMayLookForHome(): void {
  assertLetLook("the home folder", [Deno.build.os === WINDOWS ? USERPROFILE : HOME]);
}
