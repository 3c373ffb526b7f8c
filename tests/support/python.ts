/**
 * The reader in Python, `tests/v1_reader.py`, where Python may be run.
 *
 * @module
 */

import assert from "node:assert/strict";

const TESTS = `${import.meta.dirname}/..`;
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

/** What the reader makes of files, which are named from `tests/`. */
export function readByPython(...files: string[]): Json {
  const { code, stdout, stderr } = new Deno.Command("python3", {
    args: [`${TESTS}/v1_reader.py`, ...files.map((file) => `${TESTS}/${file}`)],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

/** A test that is skipped, saying why, where there is no Python. */
export function python(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): void {
  Deno.test({
    name: WHY_NOT === null ? name : `${name} (skipped: ${WHY_NOT})`,
    ignore: WHY_NOT !== null,
    fn,
  });
}

/** Compares what was read, and says what was not. */
export async function compare(
  t: Deno.TestContext,
  found: Map<string, Json>,
  expected: (name: string) => Json,
): Promise<void> {
  let compared = 0;
  for (const [name, result] of found) {
    if (SKIPPED.test(result)) {
      const fn = () => assert.fail(`${name} was not compared: ${result}`);
      await t.step({ name: `${name} (${result})`, ignore: true, fn });
    } else {
      assert.deepEqual(result, expected(name), name);
      compared++;
    }
  }
  assert.ok(compared > 0);
}
