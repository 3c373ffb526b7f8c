/**
 * The four rules that secret_wallet has for a new password, with its messages.
 *
 * @module
 */

const MINIMUM_LENGTH = 8;

/** A rule's message and its test; classes of characters are Unicode's. */
interface Rule {
  message: string;
  holds(password: string): boolean;
}

/** In the order in which secret_wallet looks at them. */
const RULES: readonly Rule[] = [
  {
    message: `The minimum password length is ${MINIMUM_LENGTH}`,
    holds: (password) => [...password].length >= MINIMUM_LENGTH,
  },
  {
    message: "The minimum number of upper-case characters in password is 1",
    holds: (password) => /\p{Lu}/u.test(password),
  },
  {
    message: "The minimum number of numbers in password is 1",
    holds: (password) => /\p{N}/u.test(password),
  },
  {
    message: "The minimum number of special characters in password is 1",
    // All that is neither letter nor number: blanks and control characters too.
    holds: (password) => /[^\p{L}\p{N}]/u.test(password),
  },
];

/**
 * The messages of the rules that a password breaks, in order; none if it is good.
 * secret_wallet shows the first.
 *
 * @example
 * ```ts
 * import { passwordFaults } from "./password_policy.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(passwordFaults("Correct horse 1"), []);
 * assert.equal(passwordFaults("horse")[0], "The minimum password length is 8");
 * ```
 */
export function passwordFaults(password: string): string[] {
  return RULES.filter((rule) => !rule.holds(password)).map((rule) => rule.message);
}
