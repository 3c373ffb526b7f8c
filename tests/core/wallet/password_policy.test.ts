import assert from "node:assert/strict";
import { passwordFaults } from "../../../core/wallet/password_policy.ts";
import { vector } from "./vectors.ts";

Deno.test("password policy: says what secret_wallet says", () => {
  interface Policy {
    cases: { password: string; explain: string | null }[];
  }
  const { cases } = vector<Policy>("password_policy");
  assert.equal(cases.length, 11);
  for (const { password, explain } of cases) {
    assert.equal(passwordFaults(password)[0] ?? null, explain, password);
  }
});

const [LENGTH, UPPER, NUMBERS, SPECIAL] = passwordFaults("");

Deno.test("password policy: every broken rule is told, in order", () => {
  const cases: [string, (string | undefined)[]][] = [
    ["", [LENGTH, UPPER, NUMBERS, SPECIAL]],
    ["aaaaaaaa", [UPPER, NUMBERS, SPECIAL]],
    ["A1!", [LENGTH]],
    ["Aaaaaaaa!", [NUMBERS]],
  ];
  for (const [password, faults] of cases) {
    assert.deepEqual(passwordFaults(password), faults, password);
  }
});

// What Python's password_strength 0.0.3 counts, by Unicode's categories.
Deno.test("password policy: length is counted in characters, classes are Unicode's", () => {
  const cases: [string, (string | undefined)[]][] = [
    ["A1!\u{1f600}\u{1f600}\u{1f600}\u{1f600}", [LENGTH]],
    ["A1\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", []],
    ["\u0391aaaaa1!", []],
    ["\u01c5aaaaa1!", [UPPER]],
    ["Aaaaaaa\u00bd!", []],
    ["Aaaaaaa\u0665!", []],
    ["Aaaaaaa1 ", []],
    ["Aaaaaaa1\t", []],
    ["Aaaaaaa1\u0301", []],
    ["Aaaaaaa1\u00aa", [SPECIAL]],
    ["Aaaaaaa1\ud800", []],
  ];
  for (const [password, faults] of cases) {
    assert.deepEqual(passwordFaults(password), faults, JSON.stringify(password));
  }
});
