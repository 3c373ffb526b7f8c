/**
 * Values that both kinds of configuration know, and what may stand there.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";

/** How long an unlocked key is kept unused, in seconds, unless configured. */
export const DEFAULT_TIMEOUT = 60;
/** How long it is kept at all, in seconds, unless configured. */
export const DEFAULT_LIFETIME = 600;
/** What is logged unless configured. */
export const DEFAULT_LOG_LEVEL: LogLevel = "info";
/** As long as a timer of the runtime can wait (2^31 - 1 milliseconds), in seconds. */
export const MAX_SECONDS = 2_147_483;

/** The levels that secret_wallet knows, from much to little. */
export const LOG_LEVELS = [
  "debug",
  "info",
  "warning",
  "error",
  "critical",
  "fatal",
] as const;
/** One of them. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Where secret_wallet keeps its records. */
export const STORAGE_TYPES = ["aws_dynamo", "local_sqlite"] as const;
/** One of the two. */
export type StorageType = typeof STORAGE_TYPES[number];

/** What `COFFER_AGENT` says of the agent; `null` if nothing. */
export function agentSaid(text: string): boolean | null {
  return text === "" ? null : !/^(0|no|off|false)$/i.test(text);
}

/** A log level in any case, or `null` if it is none. */
export function asLogLevel(text: string): LogLevel | null {
  return oneOf(LOG_LEVELS, text);
}

/** A storage type in any case, or `null` if it is none. */
export function asStorageType(text: string): StorageType | null {
  return oneOf(STORAGE_TYPES, text);
}

function oneOf<T extends string>(known: readonly T[], text: string): T | null {
  return known.find((name) => name === text.toLowerCase()) ?? null;
}

/**
 * A log level as a user writes it.
 *
 * @throws {UsageError} if it is no log level
 */
export function checkedLogLevel(text: string): LogLevel {
  const level = asLogLevel(text);
  if (level !== null) return level;
  throw new UsageError(`${quote(text)} is no log level`, {
    hint: `it is one of ${LOG_LEVELS.join(", ")}`,
  });
}

/**
 * A storage type as a user writes it.
 *
 * @throws {UsageError} if it is no storage type
 */
export function checkedStorageType(text: string): StorageType {
  const type = asStorageType(text);
  if (type !== null) return type;
  throw new UsageError(`${quote(text)} is no storage type`, {
    hint: `it is one of ${STORAGE_TYPES.join(", ")}`,
  });
}

/**
 * How long an unlocked key is kept unused, in seconds.
 *
 * @throws {UsageError} if it is not a whole number of seconds up to `MAX_SECONDS`
 */
export function checkedTimeout(seconds: number): number {
  return checkedSeconds(seconds, "the time-out");
}

/**
 * How long it is kept at all, in seconds.
 *
 * @throws {UsageError} if it is not a whole number of seconds up to `MAX_SECONDS`
 */
export function checkedLifetime(seconds: number): number {
  return checkedSeconds(seconds, "the lifetime");
}

function checkedSeconds(seconds: number, what: string): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`${what} cannot be ${seconds} seconds`, {
    hint: `it is a whole number of seconds from 0 to ${MAX_SECONDS}`,
  });
}

/**
 * The name of a profile in AWS's configuration.
 *
 * @throws {UsageError} if it is empty or not well-formed
 */
export function checkedAwsProfile(name: string): string {
  return checkedName(name, "the AWS profile");
}

/**
 * The name of a store's table.
 *
 * @throws {UsageError} if it is empty or not well-formed
 */
export function checkedTable(name: string): string {
  return checkedName(name, "the table");
}

/**
 * The name of a profile of ours.
 *
 * @throws {UsageError} if it is empty or not well-formed
 */
export function checkedProfileName(name: string): string {
  return checkedName(name, "the name of a profile");
}

function checkedName(text: string, what: string): string {
  if (text !== "" && text.isWellFormed()) return text;
  throw new UsageError(`${what} cannot be ${text === "" ? "empty" : quote(text)}`);
}
