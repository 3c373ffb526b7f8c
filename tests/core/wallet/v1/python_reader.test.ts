/**
 * The reader in Python, written from docs/format_v1.md alone, on all vectors. It needs
 * --allow-run=python3; slots with Argon2id also argon2-cffi or PyNaCl. What is missing is
 * said in the name of the test that is skipped, or at its end.
 *
 * @module
 */

import assert from "node:assert/strict";
import { FOLDER } from "./vector_files.ts";

const READER = new URL("../../../v1_reader.py", import.meta.url).pathname;
const SKIPPED = /^skipped: /;

function missing(): string | null {
  const { state } = Deno.permissions.querySync({ name: "run", command: "python3" });
  if (state !== "granted") return "python3 may not be run here";
  try {
    const { success } = new Deno.Command("python3", { args: ["--version"] }).outputSync();
    return success ? null : "python3 does not work";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no python3";
    throw error;
  }
}

const WHY_NOT = missing();

// deno-lint-ignore no-explicit-any
type Json = any;

function vector(name: string): Json {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
}

function read(...names: string[]): Json {
  const files = names.map((name) => new URL(name, FOLDER).pathname);
  const { code, stdout, stderr } = new Deno.Command("python3", {
    args: [READER, ...files],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

function python(name: string, fn: () => void): void {
  Deno.test({
    name: WHY_NOT === null ? name : `${name} (skipped: ${WHY_NOT})`,
    ignore: WHY_NOT !== null,
    fn,
  });
}

/** Compares, and says what could not be. */
function compare(found: Map<string, Json>, expected: (name: string) => Json): void {
  const skipped = new Set<string>();
  for (const [name, result] of found) {
    if (SKIPPED.test(result)) skipped.add(`${result} (${name}, ...)`);
    else assert.deepEqual(result, expected(name), name);
  }
  for (const line of [...skipped].slice(0, 1)) console.warn(`    ${line}`);
  assert.ok(skipped.size < found.size);
}

python("python reads every sample wallet through every slot, as we wrote it", () => {
  const names = ["wallet_sealed.json", "wallet_clear.json", "wallet_renewing.json"];
  const results = read(...names);
  const found = new Map<string, Json>(
    names.flatMap((name) =>
      Object.entries(results[name]).map(([id, it]) => [`${name}/${id}`, it] as const)
    ),
  );
  assert.equal(found.size, 12);
  compare(found, (name) => vector(name.split("/")[0]!).plain);
});

python("python refuses what we refuse, with the same class", () => {
  const names = [
    "header_forms_invalid.json",
    "headers_invalid.json",
    "records_invalid.json",
    "wallets_invalid.json",
    "base64url_invalid.json",
  ];
  const results = read(...names);
  const cases = (name: string): Json[] => vector(name).cases ?? vector(name);
  const found = names.flatMap((name) =>
    cases(name).map((it, i) => [`${name}: ${it.case}`, [results[name][i], it.error]])
  );
  assert.ok(found.length > 250);
  const expected = new Map(found.map(([name, [, error]]) => [name, error]));
  compare(new Map(found.map(([name, [it]]) => [name, it])), (name) => expected.get(name));
});

python("python reads tokens, recovery sheets and padded texts as we do", () => {
  const results = read(
    "secret_texts.json",
    "secret_texts_invalid.json",
    "padded_texts.json",
  );
  const { tokens, recoverySheets } = vector("secret_texts.json");
  const secrets = [
    ...tokens.map((it: Json) => it.secret),
    ...recoverySheets.map((it: Json) => it.key),
  ];
  assert.deepEqual(results["secret_texts.json"], secrets);
  const { tokens: badTokens, recoverySheets: badSheets } = vector(
    "secret_texts_invalid.json",
  );
  assert.deepEqual(
    results["secret_texts_invalid.json"],
    [...badTokens, ...badSheets].map((it) => it.error),
  );
  const { valid, invalid } = vector("padded_texts.json");
  assert.deepEqual(
    results["padded_texts.json"],
    [...valid.map((it: Json) => it.text), ...invalid.map((it: Json) => it.error)],
  );
});
