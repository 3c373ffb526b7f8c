/**
 * What a run of the program did, counted from outside: V8's own coverage tells every module
 * that was loaded and how often each function was called.
 *
 * @module
 */

import assert from "node:assert/strict";
import { coffer, program } from "../cli/program.ts";
import { temporaryFolder } from "./folder.ts";

const ROOT = new URL("../../", import.meta.url);

/** What was counted. */
export interface Trace {
  stdout: string;
  /** The modules that were loaded: paths of ours from the root, URLs of others. */
  modules: readonly string[];
  /** How often the functions or methods of this name in this module were called. */
  calls(module: string, name: string): number;
}

/** A script as V8 reports it. */
interface Script {
  url: string;
  functions: { functionName: string; ranges: [{ count: number }] }[];
}

/**
 * Runs the program from source, in a process of its own. Its errors fail the test.
 *
 * Needs `program()` to be Deno: a binary tells nothing.
 */
export async function traced(
  args: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<Trace> {
  assert.notEqual(Deno.env.get("COFFER_BIN"), program()[0], "a binary cannot be traced");
  await using folder = await temporaryFolder();
  // As `--coverage` would, which `program()` does not have.
  const watched = { ...env, DENO_COVERAGE_DIR: folder.at("coverage") };
  const { code, stdout, stderr } = await coffer([...args], { cwd, env: watched });
  assert.equal(code, 0, stderr);
  const scripts = scriptsIn(folder.at("coverage"));
  return {
    stdout: new TextDecoder().decode(stdout),
    modules: [...scripts.keys()].toSorted(),
    calls: (module, name) => callsIn(scripts.get(module), name),
  };
}

/** The modules that a run has loaded which had `DENO_COVERAGE_DIR` set to `folder`. */
export function modulesIn(folder: string): string[] {
  return [...scriptsIn(folder).keys()].toSorted();
}

function scriptsIn(folder: string): Map<string, Script> {
  const scripts = [...Deno.readDirSync(folder)].map(({ name }): Script =>
    JSON.parse(Deno.readTextFileSync(`${folder}/${name}`))
  );
  assert.notEqual(scripts.length, 0, "nothing was traced");
  return new Map(scripts.map((script) => [named(script.url), script]));
}

function named(url: string): string {
  return url.startsWith(ROOT.href) ? url.slice(ROOT.href.length) : url;
}

function callsIn(script: Script | undefined, name: string): number {
  if (script === undefined) return 0;
  const found = script.functions.filter(({ functionName }) => functionName === name);
  assert.notEqual(found.length, 0, `${script.url} has no function ${name}`);
  return found.reduce((sum, { ranges: [{ count }] }) => sum + count, 0);
}
