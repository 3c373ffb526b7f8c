/**
 * What must hold of every input, whatever reads it.
 *
 * - It is taken, or refused by an error of core/errors.ts with a code; never a `TypeError`,
 *   a `RangeError` or anything else that nobody threw on purpose.
 * - What an error says has no character that a terminal might obey, and is not long.
 * - It takes less than two seconds, and the heap stays within a bound.
 * - What all objects inherit is as it was.
 *
 * @module
 */

import assert from "node:assert/strict";
import { CofferError } from "../../core/errors.ts";
import { UNPRINTABLE } from "../../core/stash/key.ts";
import type { FuzzTarget } from "./target.ts";

/** In milliseconds. */
export const LONGEST = 2_000;
/** In bytes, garbage that is not collected yet among them. */
export const MOST_MEMORY = 1 << 30;
/** In UTF-16 units; a few names and paths of 300 each go into one message. */
const LONGEST_MESSAGE = 2_000;

const INHERITED = [Object, Array, Map, Function, String, Number, Promise, Uint8Array]
  .map(({ prototype }) => prototype as object);
const [OBJECT] = INHERITED as [object];
const BEFORE = INHERITED.map(membersOf);

/** What became of an input. */
export interface Verdict {
  readonly taken: boolean;
  /** In milliseconds. */
  readonly took: number;
}

/**
 * Lets a target read one input.
 *
 * @throws if something does not hold that must
 */
export function judge<T>(target: FuzzTarget<T>, input: T): Verdict {
  const start = performance.now();
  const error = refusal(target, input);
  const took = performance.now() - start;
  assert.ok(took < LONGEST, `${target.name} took ${Math.round(took)} ms`);
  assertUnpolluted();
  if (error !== null) assertSpeaksWell(error);
  return { taken: error === null, took };
}

/**
 * Checks the heap; now and then, since to ask takes longer than many a reader.
 *
 * @throws if it is larger than it may be
 */
export function assertMemory(): void {
  const { heapUsed, external } = Deno.memoryUsage();
  assert.ok(heapUsed + external < MOST_MEMORY, `${heapUsed + external} bytes are in use`);
}

/** Whether a terminal may show it as it is. */
export function assertShowable(text: string): void {
  assert.doesNotMatch(text, UNPRINTABLE);
  assert.ok(text.length <= LONGEST_MESSAGE, `${text.length} characters for one person`);
}

function refusal<T>({ name, read }: FuzzTarget<T>, input: T): CofferError | null {
  try {
    read(input);
    return null;
  } catch (error) {
    if (error instanceof CofferError) return error;
    if (error instanceof assert.AssertionError) throw error;
    throw new Error(`${name} threw what is no error of ours`, { cause: error });
  }
}

function assertSpeaksWell(error: CofferError): void {
  assert.match(error.code, /^[a-z_]+$/);
  assert.notEqual(error.message, "");
  assertShowable(error.message);
  if (error.hint !== undefined) assertShowable(error.hint);
}

function membersOf(prototype: object): PropertyKey[] {
  return Reflect.ownKeys(prototype);
}

function assertUnpolluted(): void {
  for (const [at, prototype] of INHERITED.entries()) {
    const now = membersOf(prototype);
    assert.equal(now.length, BEFORE[at]!.length, "what all objects inherit was changed");
  }
  for (const name in OBJECT) assert.fail(`all objects inherit ${name}`);
}
