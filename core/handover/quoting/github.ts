/**
 * What a step of GitHub Actions says to its runner.
 *
 * @module
 */

import { toHex } from "../../bytes.ts";
import { drawnUntil, type RandomSource } from "../../crypto/random.ts";
import type { Variable } from "./variable.ts";

const RANDOM_BYTES = 16;
const ESCAPES: Readonly<Record<string, string>> = {
  "%": "%25",
  "\r": "%0D",
  "\n": "%0A",
};

/**
 * Commands that make the runner hide values in its log: each line, then the whole, since
 * the log is looked through line by line. They belong on standard output, before anything
 * else is done with the values.
 *
 * @example
 * ```ts
 * import { formatMasks } from "./github.ts";
 * import assert from "node:assert/strict";
 *
 * const said = formatMasks(["one\ntwo"]);
 * assert.equal(said, "::add-mask::one\n::add-mask::two\n::add-mask::one%0Atwo\n");
 * ```
 */
export function formatMasks(values: readonly string[]): string {
  const hidden = new Set<string>();
  for (const value of values) {
    const lines = value.split(/[\r\n]+/);
    for (const line of [...lines, ...lines.map((each) => each.trim())]) hidden.add(line);
    hidden.add(value);
  }
  // The runner takes no command to hide nothing.
  const said = [...hidden].filter((text) => text.trim() !== "");
  return said.map((text) => `::add-mask::${escaped(text)}\n`).join("");
}

/**
 * Variables as the files behind GITHUB_ENV and GITHUB_OUTPUT take them: each value between
 * two lines that nobody can guess, so that no value can end early and set more.
 */
export function formatVariables(
  variables: readonly Variable[],
  random: RandomSource,
): string {
  return variables.map(({ name, value }) => {
    const end = delimiterFor(value, random);
    return `${name}<<${end}\n${value}\n${end}\n`;
  }).join("");
}

function delimiterFor(value: string, random: RandomSource): string {
  const draw = () => `coffer_${toHex(random(RANDOM_BYTES))}`;
  return drawnUntil(draw, (delimiter) => !value.includes(delimiter));
}

function escaped(text: string): string {
  return text.replace(/[%\r\n]/g, (char) => ESCAPES[char]!);
}
