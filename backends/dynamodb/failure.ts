/**
 * What a failed request means: whether it may pass, and whether it may have been done.
 *
 * @module
 */

import { type CofferError, UnavailableError } from "../../core/errors.ts";
import { finalError } from "./errors.ts";

/**
 * How a request failed: `final` does not pass; `rejected` may pass, and nothing was done;
 * `doubtful` may pass, and nobody knows whether it was done.
 */
export type Failure = "final" | "rejected" | "doubtful";

/** Nothing was done since there were too many requests, or somebody was at it. */
const REJECTED = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
  "ReplicatedWriteConflictException",
]);
/** The service had a fault of its own. */
const DOUBTFUL = new Set([
  "InternalServerError",
  "InternalServerErrorException",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "RequestTimeout",
  "RequestTimeoutException",
]);
/** The connection was never made: how Deno's `fetch` says so. */
const NOT_CONNECTED = /client error \(Connect\)/;
/** It was lost, or the answer took too long, or was none. */
const LOST = /error sending request|fetch failed|reading a body|connection/i;
const LOST_NAMES = new Set(["TimeoutError", "AbortError", "SyntaxError"]);

/** Reasons in a cancelled transaction that may pass. */
const PASSING_REASONS = new Set([
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

/** What became of the request that failed with `error`. */
export function failureOf(error: unknown): Failure {
  const { name, status, message } = described(error);
  if (name === "TransactionCanceledException") return cancelled(error);
  if (REJECTED.has(name) || status === 429) return "rejected";
  if (DOUBTFUL.has(name) || LOST_NAMES.has(name) || status >= 500) return "doubtful";
  if (name !== "TypeError") return "final";
  if (NOT_CONNECTED.test(message)) return "rejected";
  return LOST.test(message) ? "doubtful" : "final";
}

/** Which of a transaction's changes did not find what they expect, by their place. */
export function unmetConditions(error: unknown): number[] {
  if (described(error).name === "ConditionalCheckFailedException") return [0];
  return reasonsOf(error).flatMap((code, at) =>
    code === "ConditionalCheckFailed" ? [at] : []
  );
}

/** The error to raise for what has not passed, or never will. */
export function raised(error: unknown, what: { location: string }): CofferError {
  if (failureOf(error) === "final") return finalError(error, what);
  const { name, message } = described(error);
  const throttled = failureOf(error) === "rejected" && REJECTED.has(name);
  const reason = throttled ? "it has too many requests" : shortReason(name, message);
  return new UnavailableError(`${what.location} does not answer: ${reason}`, {
    cause: error,
    hint: throttled
      ? "try again later, raise the table's capacity, or wait longer with --timeout"
      : "check the network, the region and the endpoint, or wait longer with --timeout",
  });
}

/** An error as the SDK or the runtime raises it, flattened. */
function described(error: unknown): { name: string; status: number; message: string } {
  if (!(error instanceof Error)) return { name: "", status: 0, message: String(error) };
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return {
    name: error.name,
    status: $metadata?.httpStatusCode ?? 0,
    message: error.message + cause,
  };
}

/** It was not made; whether that may pass depends on each of its reasons. */
function cancelled(error: unknown): Failure {
  const reasons = reasonsOf(error).filter((code) => code !== "None");
  return reasons.length > 0 && reasons.every((code) => PASSING_REASONS.has(code))
    ? "rejected"
    : "final";
}

function reasonsOf(error: unknown): string[] {
  const reasons = (error as { CancellationReasons?: { Code?: string }[] } | undefined)
    ?.CancellationReasons;
  return (reasons ?? []).map(({ Code = "None" }) => Code);
}

function shortReason(name: string, message: string): string {
  if (LOST_NAMES.has(name)) return "no answer in time";
  const [, inner] = /client error \([A-Za-z]+\): (.*)/s.exec(message) ?? [];
  const text = inner ?? (message === "" || message === "UnknownError" ? name : message);
  // deno-lint-ignore no-control-regex -- what a server says must not steer a terminal
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").slice(0, 200).toLowerCase();
}
