import assert from "node:assert/strict";
import { generatePassword } from "../../cli/generate.ts";
import { LimitError } from "../../core/errors.ts";
import { passwordFaults } from "../../core/wallet/password_policy.ts";

Deno.test("generate: 12 to 256 characters, 24 unless asked otherwise", () => {
  for (const length of [12, 256]) assert.equal(generatePassword(length).length, length);
  assert.equal(generatePassword().length, 24);
  for (const length of [11, 257, 0, -1, 1e9, Infinity]) {
    assert.throws(() => generatePassword(length), LimitError);
  }
});

Deno.test("generate: each meets the rules, and none comes twice", () => {
  const passwords = Array.from({ length: 500 }, () => generatePassword(12));
  for (const password of passwords) assert.deepEqual(passwordFaults(password), []);
  assert.equal(new Set(passwords).size, passwords.length);
});

Deno.test("generate: every character of the alphabet comes, each as likely as the others", () => {
  let draws = 0;
  // Every byte in turn, so that each that is used comes equally often.
  const random = (length: number) => Uint8Array.from({ length }, () => draws++ % 256);
  const counts = new Map<string, number>();
  for (const char of generatePassword(252, random)) {
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  assert.equal(new Set(counts.values()).size, 1, JSON.stringify([...counts]));
});
