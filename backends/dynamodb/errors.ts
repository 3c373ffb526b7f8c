/**
 * From the service's errors that do not pass to ours, each in words that say what to do.
 *
 * @module
 */

import {
  CofferError,
  LimitError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";

type Made = (where: { location: string; message: string; cause: unknown }) => CofferError;

const noTable: Made = ({ location, cause }) =>
  new NotFoundError(`${location}: there is no such table in this region`, {
    cause,
    hint: "check the name, the region and the profile; `coffer init` makes a table",
  });
const expired: Made = ({ location, cause }) =>
  new PermissionError(`${location}: the AWS session has expired`, {
    cause,
    hint: "sign in again, such as with `aws sso login`, or renew the session token",
  });
const unknownCredentials: Made = ({ location, message, cause }) =>
  /expired|not yet current/i.test(message)
    ? new PermissionError(`${location}: AWS does not accept the time of this machine`, {
      cause,
      hint: "set the clock",
    })
    : new PermissionError(`${location}: AWS does not know these credentials`, {
      cause,
      hint: "check the access key, its secret and the profile",
    });
const denied: Made = ({ location, message, cause }) => {
  const [action] = /\b[a-z]+:[A-Z][A-Za-z]+\b/.exec(message) ?? ["this action"];
  return new PermissionError(`${location}: these credentials may not do ${action}`, {
    cause,
    hint: "ask for it; `coffer init --policies` prints the least that is needed",
  });
};
const noCredentials: Made = ({ location, cause }) =>
  new PermissionError(`${location}: there are no AWS credentials for it`, {
    cause,
    hint: "sign in, name a profile (?profile=NAME), or let `coffer init` write one",
  });
const invalid: Made = ({ location, message, cause }) => {
  if (/does not match the schema/.test(message)) {
    return new UsageError(`${location}: this table has other keys than domain, access`, {
      cause,
      hint: "use another table, or let `coffer init` make one",
    });
  }
  if (/length less than or equal to/.test(message)) {
    return new LimitError(`${location}: the engine takes fewer changes at once`, {
      cause,
      hint: "say how many, such as ?transaction=10 at the end of the store's name",
    });
  }
  if (/exceeded|too large|maximum/i.test(message)) {
    return new LimitError(`${location}: too long for the engine`, { cause });
  }
  return new UsageError(`${location}: the engine refuses the request`, {
    cause,
    hint: shortened(message),
  });
};
const unknownOperation: Made = ({ location, cause }) =>
  new RefusedError(`${location}: the engine cannot do this`, { cause });
const inUse: Made = ({ location, cause }) =>
  new UnavailableError(`${location}: the table is being changed`, {
    cause,
    hint: "try again in a minute",
  });

/** By the names that the service and the SDK give. */
const BY_NAME: Record<string, Made> = {
  ResourceNotFoundException: noTable,
  TableNotFoundException: noTable,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenProviderError: expired,
  UnrecognizedClientException: unknownCredentials,
  InvalidSignatureException: unknownCredentials,
  IncompleteSignatureException: unknownCredentials,
  InvalidClientTokenId: unknownCredentials,
  MissingAuthenticationTokenException: unknownCredentials,
  SignatureDoesNotMatch: unknownCredentials,
  AccessDeniedException: denied,
  AccessDenied: denied,
  CredentialsProviderError: noCredentials,
  ValidationException: invalid,
  UnknownOperationException: unknownOperation,
  ResourceInUseException: inUse,
  TableInUseException: inUse,
  LimitExceededException: inUse,
};

/** Whether the engine does not have an operation. */
export function isUnknownOperation(error: unknown): boolean {
  return nameOf(error) === "UnknownOperationException";
}

/** Whether there is no such table, or no such backup. */
export function isNotFound(error: unknown): boolean {
  return /NotFoundException$/.test(nameOf(error));
}

/** The error to raise for one that will not pass. */
export function finalError(
  cause: unknown,
  { location }: { location: string },
): CofferError {
  if (cause instanceof CofferError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/region is missing/i.test(message)) return noRegion(location, cause);
  if (/sso session|token is expired|sso login/i.test(message)) {
    return expired({ location, message, cause });
  }
  const made = BY_NAME[nameOf(cause)];
  if (made !== undefined) return made({ location, message, cause });
  if (nameOf(cause) === "NotCapable") return fromOsError(cause, location);
  return new UnavailableError(`${location}: ${shortened(message)}`, { cause });
}

function noRegion(location: string, cause: unknown): CofferError {
  return new UsageError(`${location}: the AWS region is not known`, {
    cause,
    hint: "add ?region=NAME to the store's name, or set it in the profile",
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function shortened(message: string): string {
  // deno-lint-ignore no-control-regex -- what a server says must not steer a terminal
  return message.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").slice(0, 300);
}
