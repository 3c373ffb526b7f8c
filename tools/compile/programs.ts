/**
 * The programs that are compiled, each with its permissions named one by one.
 *
 * @module
 */

import { PROGRAMS as TOOLS } from "../../cli/clipboard_tools.ts";
import * as variables from "../../cli/environment.ts";
import { AWS_HOSTS, AWS_SYSTEM, AWS_VARIABLES } from "../../cli/needs/aws.ts";

/** A program to compile. */
export interface Program {
  name: string;
  /** The module that it starts with. */
  entry: string;
  /** Its permissions beside reading, as flags. */
  flags: readonly string[];
  /** Whether plug-ins run in it, in Workers, whose module bundling does not find. */
  hasPlugins: boolean;
  /** A module without which it cannot be built. */
  needs?: string;
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
];
const READERS = variables.VARIABLES.filter((name) => !NOT_READERS.includes(name));

/** All of them. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "coffer",
    entry: "main.ts",
    flags: [
      "--allow-write",
      // Stores of plug-ins may have hosts; every command that has none gives it up.
      "--allow-net",
      `--allow-env=${variables.VARIABLES.join()}`,
      `--allow-run=${TOOLS.join()}`,
    ],
    hasPlugins: true,
  },
  {
    name: "coffer-reader",
    entry: "tools/reader.ts",
    flags: [`--allow-env=${READERS.join()}`],
    hasPlugins: false,
  },
  {
    name: "coffer-reader-dynamodb",
    entry: "tools/reader_dynamodb.ts",
    flags: [
      `--allow-net=${AWS_HOSTS.join()}`,
      `--allow-env=${[...READERS, ...AWS_VARIABLES].join()}`,
      `--allow-sys=${AWS_SYSTEM.join()}`,
    ],
    hasPlugins: false,
    needs: "backends/dynamodb.ts",
  },
];

/** The permissions of a program as flags; it reads only below `paths`, if there are any. */
export function permissionFlags(program: Program, paths: readonly string[]): string[] {
  const read = paths.length === 0 ? "" : `=${paths.join()}`;
  return [`--allow-read${read}`, ...program.flags];
}
