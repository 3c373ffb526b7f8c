/**
 * The reader in Python, written from docs/format_v1.md alone, on all vectors. It needs
 * --allow-run=python3; slots with Argon2id also argon2-cffi or PyNaCl. What is missing is
 * said in the name of the test that is skipped, or at its end.
 *
 * @module
 */

import assert from "node:assert/strict";
import { FOLDER } from "./vector_files.ts";

const TESTS = `${import.meta.dirname}/../../..`;
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
  const files = names.map((name) => `${TESTS}/vectors/wallet_v1/${name}`);
  const { code, stdout, stderr } = new Deno.Command("python3", {
    args: [`${TESTS}/v1_reader.py`, ...files],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

function python(name: string, fn: (t: Deno.TestContext) => void | Promise<void>): void {
  Deno.test({
    name: WHY_NOT === null ? name : `${name} (skipped: ${WHY_NOT})`,
    ignore: WHY_NOT !== null,
    fn,
  });
}

/** Compares what was read, and says what was not. */
async function compare(
  t: Deno.TestContext,
  found: Map<string, Json>,
  expected: (name: string) => Json,
): Promise<void> {
  let compared = 0;
  for (const [name, result] of found) {
    if (SKIPPED.test(result)) {
      await t.step({ name: `${name} (${result})`, ignore: true, fn: () => {} });
    } else {
      assert.deepEqual(result, expected(name), name);
      compared++;
    }
  }
  assert.ok(compared > 0);
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
