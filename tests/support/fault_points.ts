/**
 * Where the runtime can be made to fail: everything that Coffer asks of the system to keep
 * things, each by its name.
 *
 * @module
 */

import { StatementSync } from "node:sqlite";

type AnyFunction = (...args: unknown[]) => unknown;
/** An object whose methods can be replaced. */
export type Functions = Record<string, AnyFunction>;

/** A set of methods of one object. */
export interface Points {
  readonly target: Functions;
  readonly names: readonly string[];
  /** Whether its methods answer at once. */
  readonly isSync: boolean;
  /** What one of them throws where the system fails. */
  readonly error: (message: string) => Error;
}

/** What a failing call throws; never one of ours. */
export class InjectedError extends Error {}

/** A failing call of SQLite: its message, and the result code of a full disk. */
class InjectedSqliteError extends InjectedError {
  readonly errcode = 13;
}

/** Every asynchronous file function, used today or not. */
const FUNCTIONS = [
  "chmod",
  "chown",
  "copyFile",
  "create",
  "link",
  "lstat",
  "makeTempFile",
  "makeTempDir",
  "mkdir",
  "open",
  "readDir",
  "readFile",
  "readLink",
  "readTextFile",
  "realPath",
  "remove",
  "rename",
  "stat",
  "symlink",
  "truncate",
  "utime",
  "writeFile",
  "writeTextFile",
];
/** Closing a file does not fail. */
const METHODS = ["read", "write", "sync", "syncData", "stat", "truncate", "seek", "lock"];

const injected = (message: string) => new InjectedError(message);
/** As the runtime says that a connection broke. */
const noNetwork = (message: string) => new TypeError(`error sending request: ${message}`);

/** All of them. */
export const POINTS: readonly Points[] = [
  { names: FUNCTIONS, target: functionsOf(Deno), isSync: false, error: injected },
  {
    names: FUNCTIONS.map((name) => `${name}Sync`),
    target: functionsOf(Deno),
    isSync: true,
    error: injected,
  },
  {
    names: METHODS,
    target: functionsOf(Deno.FsFile.prototype),
    isSync: false,
    error: injected,
  },
  {
    names: METHODS.map((name) => `${name}Sync`),
    target: functionsOf(Deno.FsFile.prototype),
    isSync: true,
    error: injected,
  },
  {
    names: ["run", "get", "all"],
    target: functionsOf(StatementSync.prototype),
    isSync: true,
    error: (message) => new InjectedSqliteError(message),
  },
  { names: ["fetch"], target: functionsOf(globalThis), isSync: false, error: noNetwork },
];

function functionsOf(target: object): Functions {
  return target as unknown as Functions;
}
