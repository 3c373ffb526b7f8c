/**
 * `--clip`: a value to the clipboard in place of standard output.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import { quote } from "../core/stash/key.ts";
import { handedOn } from "./bare_command.ts";
import { CLEARER, clipboardPrograms } from "./clipboard_tools.ts";
import type { Call, Option } from "./command.ts";
import type { Grants } from "./needs/grants.ts";

const DEFAULT_SECONDS = 30;
const SECONDS_PER_DAY = 86400;

/** The options. */
export const CLIP_OPTIONS: Option[] = [
  {
    flags: "--clip [SECONDS]",
    help: "copy it to the clipboard, and clear that after so long " +
      "(default: 30; 0: never)",
  },
  { flags: "--clip-wait", help: "the same, but wait here until it is cleared" },
];

/** What the options say. */
export interface Clip {
  /** How long the value stays; 0 is for ever. */
  seconds: number;
  /** Whether this process clears the clipboard, and not a helper. */
  waits: boolean;
}

/**
 * What a call says of the clipboard, or `null` if nothing.
 *
 * @throws {UsageError} if the time is no whole number up to a day
 */
export function clipOf(call: Call): Clip | null {
  const text = call.text("clip");
  const waits = call.flag("clipWait");
  if (text === undefined) {
    return waits || call.flag("clip") ? { seconds: DEFAULT_SECONDS, waits } : null;
  }
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= SECONDS_PER_DAY) {
    return { seconds: Number(text), waits };
  }
  throw new UsageError(
    `--clip takes seconds up to ${SECONDS_PER_DAY}, not ${quote(text)}`,
    {
      hint: "put names before it, as in `coffer get energy gas --clip`",
    },
  );
}

/** The variables that tell which clipboard there is, and that its programs are given. */
export function clipGrants(call: Call, grants: Grants): void {
  if (clipOf(call) !== null) grants.variable(...handedOn("desktop"));
}

/** The programs that `clip` needs to start. */
export function clipPrograms(call: Call): string[] {
  const clip = clipOf(call);
  if (clip === null) return [];
  const programs = clipboardPrograms(call.io);
  return needsHelper(clip) ? [...programs, CLEARER] : programs;
}

/** Whether another process clears it. */
export function needsHelper({ seconds, waits }: Clip): boolean {
  return seconds !== 0 && !waits;
}
