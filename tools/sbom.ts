/**
 * Writes `dist/coffer.cdx.json`: what is in the binaries, for those who have to know.
 * COMPILE_DENO names the Deno that compiles them; without it, this one does.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import { OUTPUT } from "./compile/build.ts";
import { type Package, packagesIn } from "./compile/contents.ts";
import { PROGRAMS } from "./compile/programs.ts";
import { sbom } from "./compile/sbom.ts";

const FILE = `${OUTPUT}/coffer.cdx.json`;

async function runtimeVersion(): Promise<string> {
  const compiler = Deno.env.get("COMPILE_DENO");
  if (compiler === undefined) return Deno.version.deno;
  const { stdout } = await new Deno.Command(compiler, { args: ["--version"] }).output();
  return /^deno (\S+)/.exec(new TextDecoder().decode(stdout))![1]!;
}

/** Writes the bill of all programs; gives its path. */
export async function writeSbom(): Promise<string> {
  const programs = new Map<string, Package[]>();
  for (const program of PROGRAMS) programs.set(program.name, await packagesIn(program));
  const { version, license } = config;
  const lock = JSON.parse(await Deno.readTextFile("deno.lock"));
  const runtime = await runtimeVersion();
  const bill = sbom({ version, license, programs, lock, runtime });
  await Deno.mkdir(OUTPUT, { recursive: true });
  await Deno.writeTextFile(FILE, `${JSON.stringify(bill, null, 2)}\n`);
  return FILE;
}

if (import.meta.main) console.log(`made ${await writeSbom()}`);
