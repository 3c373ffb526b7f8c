/**
 * Passwords made by chance.
 *
 * @module
 */

import { LimitError } from "../core/errors.ts";
import { drawnUntil, type RandomSource, systemRandom } from "../core/crypto/random.ts";
import { passwordFaults } from "../core/wallet/password_policy.ts";

const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz" +
  "23456789" + "!#$%&()*+,-./:;<=>?@[]^_{}~";
const DEFAULT_LENGTH = 24, MIN_LENGTH = 12, MAX_LENGTH = 256;

/**
 * A password of `length` characters, each as likely as the others, that meets the
 * four rules. 24 characters are about 152 bits.
 *
 * @throws {LimitError} for a length below 12 or above 256
 * @throws {UnavailableError} if the source of random numbers is stuck
 */
export function generatePassword(
  length: number = DEFAULT_LENGTH,
  random: RandomSource = systemRandom,
): string {
  if (length < MIN_LENGTH || length > MAX_LENGTH) {
    throw new LimitError(
      `a generated password has ${MIN_LENGTH} to ${MAX_LENGTH} characters, not ${length}`,
    );
  }
  // Chance alone may leave out a digit; then try again, which favours none.
  return drawnUntil(
    () => Array.from({ length }, () => character(random)).join(""),
    (password) => passwordFaults(password).length === 0,
  );
}

/** Bytes that would favour the first characters are passed over. */
function character(random: RandomSource): string {
  const even = 256 - 256 % ALPHABET.length;
  const byte = drawnUntil(() => random(1)[0]!, (byte) => byte < even);
  return ALPHABET[byte % ALPHABET.length]!;
}
