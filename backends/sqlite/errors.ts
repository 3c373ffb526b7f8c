/**
 * From SQLite's result codes (https://www.sqlite.org/rescode.html) to our errors.
 *
 * @module
 */

import {
  CofferError,
  ConflictError,
  DamagedError,
  type ErrorDetails,
  LimitError,
  LockedError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";

const BUSY = 5, LOCKED = 6;
/** A writer was interrupted, and only one who may write can put that right. */
const READONLY_ROLLBACK = 776;
const READONLY_DBMOVED = 1032;

type Made = (doing: string, details: ErrorDetails) => CofferError;

const denied: Made = (doing, details) =>
  new PermissionError(`${doing}: it may only be read`, {
    hint: "check who owns the file and its folder, and their modes",
    ...details,
  });
const busy: Made = (doing, details) =>
  new LockedError(`${doing}: another process is using it`, {
    hint: "try again, or wait longer with --lock-timeout",
    ...details,
  });
const damaged: Made = (doing, details) =>
  new DamagedError(`${doing}: it is no SQLite database, or a damaged one`, {
    hint: "move it away, and restore a backup",
    ...details,
  });

/** By primary result code; what is not here means that it cannot be used now. */
const BY_CODE: Record<number, Made> = {
  [3]: denied, // PERM
  [BUSY]: busy,
  [LOCKED]: busy,
  [8]: denied, // READONLY
  [11]: damaged, // CORRUPT
  [18]: (doing, details) => new LimitError(`${doing}: it is too long`, details), // TOOBIG
  [23]: denied, // AUTH
  [26]: damaged, // NOTADB
};

/** The result code of an error, extended, or `undefined` where the runtime has none. */
export function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code : undefined;
}

/** Whether somebody else holds a lock. */
export function isBusy(error: unknown): boolean {
  const primary = (resultCode(error) ?? 0) & 0xff;
  return primary === BUSY || primary === LOCKED;
}

/** Whether the database waits for somebody who may write, to end what was begun. */
export function needsRecovery(error: unknown): boolean {
  return resultCode(error) === READONLY_ROLLBACK;
}

/** The error to raise when SQLite failed while `doing` something. */
export function fromSqliteError(cause: unknown, doing: string): CofferError {
  if (cause instanceof CofferError) return cause;
  const code = resultCode(cause);
  if (code === undefined) return fromOsError(cause, doing);
  if (code === READONLY_ROLLBACK) {
    return denied(doing, {
      cause,
      hint: "a writer was interrupted; open it once where it may be written",
    });
  }
  if (code === READONLY_DBMOVED) {
    return new ConflictError(`${doing}: the file has been moved or replaced`, {
      cause,
      hint: "read again, and decide anew",
    });
  }
  const made = BY_CODE[code & 0xff];
  if (made !== undefined) return made(doing, { cause });
  const { message } = cause as Error;
  return new UnavailableError(`${doing}: ${message}`, { cause });
}
