/**
 * Members of parsed JSON, with the type that the format gives them.
 *
 * @module
 */

import { fromBase64Url } from "../../base64url.ts";
import { DamagedError } from "../../errors.ts";
import { headerDamaged } from "./header.ts";

/** An object of a header, and what to call it in messages. */
export interface JsonObject {
  readonly what: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * An object.
 *
 * @throws {DamagedError} if it is something else
 */
export function objectOf(json: unknown, what: string): JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw headerDamaged(`${what} is no object`);
  }
  return { what, members: json as Record<string, unknown> };
}

/** A member, or `undefined`; never something that objects have by nature. */
export function member({ members }: JsonObject, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/**
 * A text.
 *
 * @throws {DamagedError} if it is missing, something else, or not well-formed
 */
export function text(object: JsonObject, name: string): string {
  const value = member(object, name);
  if (typeof value === "string" && value.isWellFormed()) return value;
  throw headerDamaged(`${name} of ${object.what} is no text`);
}

/**
 * An integer from `least`, up to 2^53 - 1. Limits that say more are the caller's.
 *
 * @throws {DamagedError} if it is missing, something else, or smaller
 */
export function integer(object: JsonObject, name: string, least: number): number {
  const value = member(object, name);
  if (Number.isSafeInteger(value) && value as number >= least) return value as number;
  throw headerDamaged(`${name} of ${object.what} is no number that may stand there`);
}

/**
 * Bytes in base64url, of one of the lengths.
 *
 * @throws {DamagedError} if they are missing, something else, or of another length
 */
export function bytes(
  object: JsonObject,
  name: string,
  lengths: readonly number[],
): Uint8Array<ArrayBuffer> {
  const value = decoded(text(object, name), `${name} of ${object.what}`);
  if (lengths.includes(value.length)) return value;
  throw headerDamaged(`${name} of ${object.what} has a wrong length`);
}

function decoded(value: string, what: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64Url(value);
  } catch (cause) {
    if (!(cause instanceof DamagedError)) throw cause;
    throw headerDamaged(`${what} is not base64url`, cause);
  }
}

/**
 * A list.
 *
 * @throws {DamagedError} if it is missing or something else
 */
export function array(object: JsonObject, name: string): readonly unknown[] {
  const value = member(object, name);
  if (Array.isArray(value)) return value;
  throw headerDamaged(`${name} of ${object.what} is no list`);
}
