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

/**
 * The error to raise when a file function failed while `doing` something, such
 * as "cannot read ./a.stash". Errors that are ours already stay as they are.
 */
export function fromOsError(cause: unknown, doing: string): CofferError {
  if (cause instanceof CofferError) return cause;
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
  return message.replace(/ \(os error \d+\).*$/s, "").toLowerCase();
}

function missingFlag(message: string): string {
  const flag = /--allow-[a-z]+/.exec(message)?.[0];
  return flag === undefined
    ? "grant it with Deno's --allow-... flags"
    : `run Deno with ${flag} for this path`;
}
