/**
 * The reader in Python, written from docs/format_v1.md alone, on all vectors. It needs
 * --allow-run=python3; slots with Argon2id also argon2-cffi or PyNaCl. What is missing is
 * said in the name of the test that is skipped, or at its end.
 *
 * @module
 */

import assert from "node:assert/strict";
import { compare, python, readByPython } from "../../../support/python.ts";
import { FOLDER } from "./vector_files.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

function vector(name: string): Json {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
}

function read(...names: string[]): Json {
  return readByPython(...names.map((name) => `vectors/wallet_v1/${name}`));
}

python(
  "python reads every sample wallet through every slot, as we wrote it",
  async (t) => {
    const names = ["wallet_sealed.json", "wallet_clear.json", "wallet_renewing.json"];
    const results = read(...names);
    const found = new Map<string, Json>(
      names.flatMap((name) =>
        Object.entries(results[name]).map(([id, it]) => [`${name}/${id}`, it] as const)
      ),
    );
    assert.equal(found.size, 12);
    await compare(t, found, (name) => vector(name.split("/")[0]!).plain);
  },
);

python("python refuses what we refuse, with the same class", async (t) => {
  const names = [
    "header_forms_invalid.json",
    "headers_invalid.json",
    "records_invalid.json",
    "wallets_invalid.json",
    "base64url_invalid.json",
  ];
  const results = read(...names);
  const cases = (name: string): Json[] => vector(name).cases ?? vector(name);
  const found = new Map<string, Json>();
  const expected = new Map<string, string>();
  for (const name of names) {
    for (const [i, it] of cases(name).entries()) {
      found.set(`${name}: ${it.case}`, results[name][i]);
      expected.set(`${name}: ${it.case}`, it.error);
    }
  }
  assert.ok(found.size > 250);
  await compare(t, found, (name) => expected.get(name));
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
