/**
 * Measures whole programs side by side, in turn, and writes docs/performance.md.
 *
 * Nothing in that page is typed by hand. COFFER_BIN names the binary (default
 * dist/coffer), SSTASH_PYTHON a Python that has sstash; what is missing is left
 * out and said so.
 *
 * @module
 */

import { emptyProgram, type Fixtures, fixtures } from "./fixtures.ts";
import { inTurn, type Measured } from "./measure.ts";
import { page } from "./page.ts";

const ROUNDS = 15;
const BINARY = Deno.env.get("COFFER_BIN") ?? "dist/coffer";
const PYTHON = Deno.env.get("SSTASH_PYTHON");

const made = await fixtures();
try {
  const empty = await emptyProgram(made.folder);
  const results: Measured[] = await inTurn(contestants(made, empty), ROUNDS);
  const size = async (path: string) => (await Deno.stat(path)).size;
  await Deno.writeTextFile(
    "docs/performance.md",
    page({
      results,
      rounds: ROUNDS,
      binarySize: await size(BINARY),
      emptySize: await size(empty),
      machine: {
        cores: navigator.hardwareConcurrency,
        system: `${Deno.build.os} ${Deno.osRelease()}`,
        deno: Deno.version.deno,
      },
    }),
  );
} finally {
  await Deno.remove(made.folder, { recursive: true });
}

function contestants(
  { stash, key, derive, pythonRead, password }: Fixtures,
  empty: string,
): { name: string; command: string[]; env?: Record<string, string> }[] {
  const env = { COFFER_PASSWORD: password, NO_COLOR: "1" };
  const read = ["stash", "read", "-f", stash, key];
  const source = [Deno.execPath(), ..."task --quiet coffer".split(" ")];
  return [
    { name: "an empty program, compiled the same way", command: [empty] },
    { name: "the bare key derivation, in an empty program", command: derive },
    { name: "`coffer version`, the binary", command: [BINARY, "version"] },
    { name: "`coffer stash read`, the binary", command: [BINARY, ...read], env },
    { name: "`coffer stash read`, from source", command: [...source, ...read], env },
    ...(PYTHON === undefined ? [] : [{
      name: "the same with Python's `sstash`",
      command: [PYTHON, "-c", pythonRead, stash, password, key],
    }]),
  ];
}
