/**
 * Every error that Coffer raises on purpose.
 *
 * Each class has a literal `code` that never changes. The command line turns
 * codes into exit codes in one table (`cli/exit_codes.ts`); a program that uses
 * the library switches on `code`. A message says what happened and never more
 * than is known; `hint` says what to do next.
 *
 * @module
 */

/** What an error may carry beside its message. */
export interface ErrorDetails {
  /** One sentence on what to do next. */
  hint?: string;
  /** The error that led here. */
  cause?: unknown;
}

/** The base of all of Coffer's errors. */
export abstract class CofferError extends Error {
  /** A stable name for programs. */
  abstract readonly code: string;
  /** What to do next, where there is something to do. */
  readonly hint?: string;

  /** Takes the message and, where known, a hint and the cause. */
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}

/** The call itself is wrong: an argument, an option, a key that cannot be. */
export class UsageError extends CofferError {
  /** Its name for programs. */
  readonly code = "usage";
}

/** There is no such stash, key or value. */
export class NotFoundError extends CofferError {
  /** Its name for programs. */
  readonly code = "not_found";
}

/** Authentication failed: a wrong password and a damaged file look the same. */
export class AuthenticationError extends CofferError {
  /** Its name for programs. */
  readonly code = "wrong_password";
}

/** The structure is not what the format says. */
export class DamagedError extends CofferError {
  /** Its name for programs. */
  readonly code = "damaged";
}

/** Older than what this device has seen, or another in its place: put back, or forked. */
export class RollbackError extends CofferError {
  /** Its name for programs. */
  readonly code = "rollback";
}

/** What was not as expected: a record's key, or the header of a wallet. */
export type ConflictSubject = "header" | { domain: string; access: string };

/** Somebody else changed the same thing. */
export class ConflictError extends CofferError {
  /** Its name for programs. */
  readonly code = "conflict";
  /** What was changed, where the store can tell; for records and headers. */
  readonly subjects: readonly ConflictSubject[];

  /** Takes what was changed beside what every error takes. */
  constructor(
    message: string,
    details: ErrorDetails & { subjects?: readonly ConflictSubject[] } = {},
  ) {
    super(message, details);
    this.subjects = details.subjects ?? [];
  }
}

/** A name that must be free is in use. */
export class NameTakenError extends CofferError {
  /** Its name for programs. */
  readonly code = "name_taken";
}

/** Another process holds the lock, and the wait for it ran out. */
export class LockedError extends CofferError {
  /** Its name for programs. */
  readonly code = "locked";
}

/** The system or the sandbox does not allow an access. */
export class PermissionError extends CofferError {
  /** Its name for programs. */
  readonly code = "permission";
}

/** Where the data is cannot be used now: a full disk, a lost device. */
export class UnavailableError extends CofferError {
  /** Its name for programs. */
  readonly code = "unavailable";
}

/** Some of the work was done, and the rest is named. */
export class PartialError extends CofferError {
  /** Its name for programs. */
  readonly code = "partial";
}

/** Not done because it would do harm, or because nobody confirmed it. */
export class RefusedError extends CofferError {
  /** Its name for programs. */
  readonly code = "refused";
}

/** A new password does not meet the rules. */
export class WeakPasswordError extends CofferError {
  /** Its name for programs. */
  readonly code = "weak_password";
}

/** A file or stash that was to be made is there already. */
export class ExistsError extends CofferError {
  /** Its name for programs. */
  readonly code = "exists";
}

/** A number is outside what is taken: iterations, depth, size. */
export class LimitError extends CofferError {
  /** Its name for programs. */
  readonly code = "limit";
}

/** A stash names a hash function that Coffer does not have. */
export class UnknownHashError extends CofferError {
  /** Its name for programs. */
  readonly code = "unknown_hash";
}

/** The user stopped the program. */
export class InterruptedError extends CofferError {
  /** Its name for programs. */
  readonly code = "interrupted";
}
