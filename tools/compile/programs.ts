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
  /** Whether Workers run in it, whose modules bundling does not find by itself. */
  hasWorkers: boolean;
  /** Whether it is only for stores in DynamoDB, and cannot be built without them. */
  isForDynamodb?: true;
  /** Its permissions beside these where stores in DynamoDB can be opened. */
  flagsForDynamodb?: readonly string[];
}

/** The module of stores in DynamoDB. */
export const DYNAMODB = "backends/dynamodb.ts";

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

/** What the SDK of AWS looks at. */
const AWS_SURROUNDINGS: readonly string[] = [
  `--allow-env=${AWS_VARIABLES.join()}`,
  `--allow-sys=${AWS_SYSTEM.join()}`,
];

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
    flagsForDynamodb: AWS_SURROUNDINGS,
    hasWorkers: true,
  },
  {
    name: "coffer-reader",
    entry: "tools/reader.ts",
    flags: [`--allow-env=${READERS.join()}`],
    hasWorkers: false,
  },
  {
    name: "coffer-reader-dynamodb",
    entry: "tools/reader_dynamodb.ts",
    flags: [
      `--allow-net=${AWS_HOSTS.join()}`,
      `--allow-env=${READERS.join()}`,
      ...AWS_SURROUNDINGS,
    ],
    hasWorkers: false,
    isForDynamodb: true,
  },
];

/** The permissions of a program as flags; it reads only below `paths`, if there are any. */
export function permissionFlags(program: Program, paths: readonly string[]): string[] {
  const read = paths.length === 0 ? "" : `=${paths.join()}`;
  const more = isThere(DYNAMODB) ? program.flagsForDynamodb ?? [] : [];
  return [`--allow-read${read}`, ...program.flags, ...more];
}

/** Whether a program can be built from what there is. */
export function canBeBuilt({ isForDynamodb }: Program): boolean {
  return isForDynamodb !== true || isThere(DYNAMODB);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
