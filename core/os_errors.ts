/**
 * From the errors of a runtime's file functions to ours.
 *
 * @module
 */

import {
  CofferError,
  ExistsError,
  NotFoundError,
  PermissionError,
  UnavailableError,
} from "./errors.ts";
import { MAX_SHOWN, printable, shortened, shownPath } from "./shown_path.ts";

export { shownKey, shownPath } from "./shown_path.ts";

/** Room for a path and the words around it. */
const LONGEST_DOING = MAX_SHOWN + 100;
/**
 * What Deno says when a permission is missing, in a compiled program too. The path in it
 * may hold anything.
 */
const REQUIRES =
  /^Requires \w+ access to (.+), (?:run again with the|specify the required permissions during compilation using `deno compile) (--allow-[a-z]+)/s;
/** A file or folder that Coffer makes beside another, by a name that nobody knows. */
const TEMPORARY = /[\\/][^\\/]*\.coffer-(export-)?[0-9a-f]{24}$/;
/** What Deno asks for where nothing less than every permission will do. */
const ALL = "--allow-all";

/**
 * The error to raise when a file function failed while `doing` something, such
 * as "cannot read ./a.stash"; paths in that are the better for `shownPath`, though
 * nothing unprintable gets into the message anyway. Errors that are ours already
 * stay as they are.
 */
export function fromOsError(cause: unknown, doing: string): CofferError {
  if (cause instanceof CofferError) return cause;
  return known(cause, shortened(printable(doing), LONGEST_DOING));
}

function known(cause: unknown, doing: string): CofferError {
  const { name, message } = cause instanceof Error
    ? cause
    : { name: "", message: String(cause) };
  switch (name) {
    case "NotFound":
      return new NotFoundError(`${doing}: no such file or folder`, { cause });
    case "AlreadyExists":
      return new ExistsError(`${doing}: it is there already`, { cause });
    case "PermissionDenied":
      return new PermissionError(`${doing}: the system does not allow it`, {
        cause,
        hint: "check who owns the file and its folder, and their modes",
      });
    case "NotCapable":
      return new PermissionError(`${doing}: Coffer was not given this permission`, {
        cause,
        hint: missingFlag(message),
      });
    case "IsADirectory":
      return new UnavailableError(`${doing}: it is a folder`, { cause });
    case "NotADirectory":
      return new UnavailableError(`${doing}: a part of the path is not a folder`, {
        cause,
      });
    default:
      return new UnavailableError(`${doing}: ${reason(message)}`, { cause });
  }
}

/** The system's words without the path, which `doing` has already. */
function reason(message: string): string {
  return shownPath(message.replace(/ \(os error \d+\).*$/s, "").toLowerCase());
}

function missingFlag(message: string): string {
  const [, what, flag] = REQUIRES.exec(message) ?? [];
  if (what === undefined) return "run Deno with the --allow-... flag that it takes";
  const path = what.replace(/^"(.*)"$/s, "$1");
  if (flag === ALL) {
    return `Deno keeps ${shownPath(path)} from programs without every permission, ` +
      "which Coffer never needs; choose another path";
  }
  const folder = path.replace(TEMPORARY, "");
  return folder === path
    ? `run Deno with ${flag} for ${shownPath(path)}`
    : `run Deno with ${flag} for the folder ${shownPath(folder || "/")}`;
}
