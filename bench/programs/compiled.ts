/**
 * Programs that are made to measure with: bundled and compiled as Coffer is.
 *
 * @module
 */

import { decoded } from "./child.ts";

const FOLDER = new URL("./", import.meta.url).pathname;

/** What compiles, by default this Deno. */
export const COMPILER = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();

/** A program that does nothing; gives its path. */
export async function emptyProgram(folder: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/empty.js`, "");
  return await compiled(folder, "empty");
}

/** The program of a module in this folder; gives its path. */
export async function ownProgram(folder: string, name: string): Promise<string> {
  const output = `--output=${folder}/${name}.js`;
  const flags = "bundle --quiet --platform=deno --minify".split(" ");
  await deno(Deno.execPath(), [...flags, output, `${FOLDER}${name}.ts`]);
  return await compiled(folder, name);
}

async function compiled(folder: string, name: string): Promise<string> {
  const flags = "compile --quiet --no-check --no-code-cache --no-prompt --no-config";
  const output = `--output=${folder}/${name}`;
  const grants = ["--allow-read", "--allow-write"];
  await deno(COMPILER, [...flags.split(" "), ...grants, output, `${folder}/${name}.js`]);
  return `${folder}/${name}`;
}

async function deno(program: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(decoded(stderr));
}
