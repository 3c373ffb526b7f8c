/**
 * Checks of what came out of a Worker: structured clone gives any shape, never one that
 * can be relied on.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";

/** A value's own properties, none of them inherited. */
export type Fields = ReadonlyMap<string, unknown>;

/**
 * The properties of a plain object.
 *
 * @throws {DamagedError} if it is anything else
 */
export function fieldsOf(value: unknown, what: string): Fields {
  if (!isPlain(value)) throw malformed(`${what} is no object`);
  return new Map(Object.entries(value));
}

/** Whether `value` is an object as `{}` makes them. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * A text of at most `max` UTF-16 units.
 *
 * @throws {DamagedError} if it is anything else
 */
export function textOf(value: unknown, what: string, max: number): string {
  if (typeof value !== "string") throw malformed(`${what} is no text`);
  if (value.length > max) throw malformed(`${what} is longer than ${max} characters`);
  return value;
}

/**
 * A list of at most `max` things. Its length is looked at before anything else: one that
 * claims thousands of millions of holes costs nothing to send.
 *
 * @throws {DamagedError} if it is anything else
 */
export function listOf(value: unknown, what: string, max: number): unknown[] {
  if (!Array.isArray(value)) throw malformed(`${what} is no list`);
  if (value.length > max) throw malformed(`${what} has more than ${max} entries`);
  return value;
}

/**
 * A map of at most `max` entries.
 *
 * @throws {DamagedError} if it is anything else
 */
export function mapOf(
  value: unknown,
  what: string,
  max: number,
): Map<unknown, unknown> {
  if (!(value instanceof Map)) throw malformed(`${what} is no map`);
  if (value.size > max) throw malformed(`${what} has more than ${max} entries`);
  return value;
}

/**
 * `true` or `false`.
 *
 * @throws {DamagedError} if it is anything else
 */
export function flagOf(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") throw malformed(`${what} is neither true nor false`);
  return value;
}

/** The error for an answer that is not what it should be. */
export function malformed(reason: string): DamagedError {
  return new DamagedError(`the plug-in's answer is malformed: ${reason}`, {
    hint: "the plug-in is at fault: tell who made it",
  });
}
