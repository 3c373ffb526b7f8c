/**
 * How the key of a stash comes from a password, and at which cost.
 *
 * @module
 */

import { passwordBytes, wipe } from "../bytes.ts";
import { hashByName, isNative, pbkdf2 } from "../crypto/kdf.ts";
import type { RandomSource } from "../crypto/random.ts";
import { LimitError } from "../errors.ts";
import type { KeyParameters } from "./envelope.ts";

/** PBKDF2 rounds of a new stash; sstash's own default (2^18). */
export const DEFAULT_ITERATIONS = 262_144;
/** The fewest rounds that a new stash may have: OWASP's advice for SHA-512 (2026). */
export const MIN_ITERATIONS = 220_000;
/** The most rounds: a few seconds. What a file may ask of us unless told otherwise. */
export const MAX_ITERATIONS = 10_000_000;
/** The same where JavaScript does the work, at 5 to 15 microseconds a round. */
export const MAX_ITERATIONS_SLOW = 1_000_000;
/** As XSalsa20 takes it, in bytes. */
const KEY_LENGTH = 32;
/** The most that can be allowed: Web Crypto counts in 32 bits. */
const MOST_ITERATIONS = 2 ** 32 - 1;
/** The hash of a new stash. */
export const DEFAULT_HASH = "sha512";
/** The salt of a new stash, in bytes. */
export const SALT_LENGTH = 32;

/**
 * Parameters for a new key: SHA-512 and a fresh salt.
 *
 * @throws {LimitError} unless `iterations` is within `MIN_ITERATIONS` and `MAX_ITERATIONS`
 */
export function newParameters(
  iterations: number,
  random: RandomSource,
): KeyParameters {
  const whole = Number.isInteger(iterations);
  if (!whole || iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
    throw new LimitError(
      `iterations must be a whole number from ${MIN_ITERATIONS} to ${MAX_ITERATIONS}`,
      { hint: `${DEFAULT_ITERATIONS} is the default; more makes guessing dearer` },
    );
  }
  return { hash: DEFAULT_HASH, salt: random(SALT_LENGTH), iterations };
}

/**
 * Makes sure that a key can be derived with these parameters, before anybody is
 * asked for a password.
 *
 * @throws {UnknownHashError} if the hash is not known
 * @throws {LimitError} if the rounds are 0 or more than `maxIterations`, by default
 * `MAX_ITERATIONS`, or `MAX_ITERATIONS_SLOW` for a hash that Web Crypto lacks
 */
export function checkParameters(
  { hash, iterations }: KeyParameters,
  maxIterations?: number,
): void {
  const usual = isNative(hashByName(hash)) ? MAX_ITERATIONS : MAX_ITERATIONS_SLOW;
  const most = Math.min(maxIterations ?? usual, MOST_ITERATIONS);
  if (iterations >= 1 && iterations <= most) return;
  throw new LimitError(
    `the stash asks for ${iterations} iterations; 1 to ${most} are taken`,
    {
      hint: most < MOST_ITERATIONS
        ? "if you trust where it comes from, allow more with --max-iterations"
        : "no more can be allowed; the file is damaged, or was made to waste your time",
    },
  );
}

/**
 * The key of a stash, for the caller to own and wipe.
 *
 * @throws {UnknownHashError} if the hash is not known
 * @throws {UsageError} if the password is not well-formed text
 */
export async function deriveKey(
  password: string,
  { hash, salt, iterations }: KeyParameters,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = passwordBytes(password);
  const parameters = { hash: hashByName(hash), salt, iterations, length: KEY_LENGTH };
  try {
    return await pbkdf2(secret, parameters);
  } finally {
    wipe(secret);
  }
}
