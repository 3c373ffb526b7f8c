/**
 * The programs that are compiled, each with its permissions named one by one.
 *
 * @module
 */

import * as variables from "../../cli/environment.ts";
import { ALL, type GrantLists, KINDS } from "../../cli/needs/grants.ts";
import { flagsOf } from "../../cli/needs/flags.ts";
import { AWS_HOSTS, AWS_SYSTEM, AWS_VARIABLES } from "../../cli/needs/aws.ts";

/** A program to compile. */
export interface Program {
  name: string;
  /** The module that it starts with. */
  entry: string;
  /** Its permissions beside reading. */
  grants: Partial<GrantLists>;
  /** Whether Workers run in it, whose modules bundling does not find by itself. */
  hasWorkers: boolean;
}

/** Variables of no use to who only reads: of the agent, of new passwords, of clipboards. */
const NOT_READERS: readonly string[] = [
  variables.AGENT,
  variables.NEW_PASSWORD,
  variables.NEW_PASSWORD_FILE,
  variables.NEW_DEVICE_PASSWORD,
  variables.NEW_DEVICE_PASSWORD_FILE,
  variables.XDG_STATE_HOME,
  variables.XDG_RUNTIME_DIR,
  variables.WAYLAND_DISPLAY,
  variables.DISPLAY,
  variables.XAUTHORITY,
  variables.DBUS_SESSION_BUS_ADDRESS,
  variables.WSL_INTEROP,
  variables.PATH,
  variables.TMPDIR,
  variables.TMP,
  variables.TEMP,
  variables.AWS_SHARED_CREDENTIALS_FILE,
  variables.AWS_CONFIG_FILE,
  variables.DENO_DIR,
  variables.XDG_CACHE_HOME,
  variables.LOCALAPPDATA,
  variables.SYSTEMROOT,
  variables.LANG,
  variables.LC_ALL,
  variables.LC_CTYPE,
];
const READERS = variables.VARIABLES.filter((name) => !NOT_READERS.includes(name));

/** All of them. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "coffer",
    entry: "main.ts",
    grants: {
      write: [ALL],
      // Stores of plug-ins may have hosts; every command that has none gives it up.
      net: [ALL],
      // For `coffer run`; every other command gives up what it does not need.
      env: [ALL],
      run: [ALL],
      // Whose the folder of the agent's socket has to be.
      sys: ["uid", ...AWS_SYSTEM],
    },
    hasWorkers: true,
  },
  {
    name: "coffer-reader",
    entry: "tools/reader.ts",
    grants: { env: READERS },
    hasWorkers: false,
  },
  {
    name: "coffer-reader-dynamodb",
    entry: "tools/reader_dynamodb.ts",
    grants: {
      net: AWS_HOSTS,
      env: [...READERS, ...AWS_VARIABLES],
      sys: AWS_SYSTEM,
    },
    hasWorkers: false,
  },
];

/** The permissions of a program as flags; it reads only below `paths`, if there are any. */
export function permissionFlags(
  { grants }: Program,
  paths: readonly string[],
): string[] {
  const all = { ...grants, read: paths.length === 0 ? [ALL] : paths };
  // Every flag may stand once.
  const lists = KINDS.map((kind) => [kind, [...new Set(all[kind] ?? [])]]);
  return flagsOf(Object.fromEntries(lists));
}
