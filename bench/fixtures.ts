/**
 * What the measurements work on: a stash with ten entries, and the floors to
 * compare with.
 *
 * @module
 */

import { fileBlobStore } from "../backends/file/blob_store.ts";
import { createStash } from "../core/stash/stash.ts";

/** Where things are. */
export interface Fixtures {
  folder: string;
  stash: string;
  key: string;
  password: string;
  /** A program that derives one key with the stash's cost and ends. */
  derive: string[];
  /** A Python script that reads the key with sstash. */
  pythonRead: string;
}

const PASSWORD = "Correct horse 1";
const ENTRIES = 10;

const DERIVE = `
const material = await crypto.subtle.importKey(
  "raw", new TextEncoder().encode("${PASSWORD}"), "PBKDF2", false, ["deriveBits"]);
const salt = new Uint8Array(32);
await crypto.subtle.deriveBits(
  { name: "PBKDF2", hash: "SHA-512", salt, iterations: 262144 }, material, 256);
`;

const PYTHON_READ = `
import sys
from sstash.sstash import SecureStash
sys.stdout.buffer.write(SecureStash(sys.argv[1], sys.argv[2]).read_value(sys.argv[3].split("/")))
`;

/** Makes everything in a temporary folder, which the caller removes. */
export async function fixtures(): Promise<Fixtures> {
  const folder = await Deno.makeTempDir({ prefix: "coffer-bench-" });
  const stash = `${folder}/bench.stash`;
  using made = await createStash(fileBlobStore(stash), PASSWORD);
  await made.batch((batch) => {
    for (let i = 0; i < ENTRIES; i++) {
      batch.write(["entry", `${i}`], new TextEncoder().encode(`value ${i}`));
    }
  });
  const derive = await compiled(folder, "derive", DERIVE);
  return {
    folder,
    stash,
    key: "entry/5",
    password: PASSWORD,
    derive: [derive],
    pythonRead: PYTHON_READ,
  };
}

/** A program that does nothing, compiled as Coffer is. */
export function emptyProgram(folder: string): Promise<string> {
  return compiled(folder, "empty", "");
}

async function compiled(folder: string, name: string, source: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/${name}.ts`, source);
  const compiler = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
  const { success, stderr } = await new Deno.Command(compiler, {
    args: [
      ..."compile --quiet --no-check --no-code-cache --no-prompt --no-config".split(" "),
      `--output=${folder}/${name}`,
      `${folder}/${name}.ts`,
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return `${folder}/${name}`;
}
