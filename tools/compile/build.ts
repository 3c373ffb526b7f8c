/**
 * From a module to a binary: bundled first, which makes it smaller and quicker to start,
 * then compiled.
 *
 * @module
 */

import { built, gather, GATHERED } from "./gather.ts";
import { permissionFlags, type Program } from "./programs.ts";
import { settleNames, settleTimes } from "./settle.ts";

/** Where everything is put. */
export const OUTPUT = "dist";
const BUNDLES = `${OUTPUT}/bundles`;
/** Modules that Workers start with. Bundled ones look for them beside themselves. */
export const WORKERS: readonly string[] = [
  "backends/plugin/runner.ts",
  "agent/envoy_worker.ts",
];
const FOLDER = /^.*\//;
/** Names the base for programs of this platform, whatever the target. */
const OWN_BASE = "DENORT_BIN";

/** What is to be made of a program. */
export interface BuildOptions {
  /** The Deno that compiles. */
  compiler: string;
  /** Where alone the program may read; everywhere if empty. */
  paths: readonly string[];
  /** For another platform than this one, by its target triple. */
  target?: string;
}

/** A child that failed, with what it said. */
export class BuildError extends Error {
  /** Whether what it needed could not be fetched. */
  get isOutOfReach(): boolean {
    return /download|fetch|error sending request|dns error|connect/i.test(this.message);
  }
}

/** Bundles a program into a folder of its own; gives the path of its main module. */
export async function bundle({ name, entry, hasWorkers }: Program): Promise<string> {
  const folder = `${BUNDLES}/${name}`;
  const parts = `${folder}.parts`;
  for (const old of [folder, parts]) {
    await Deno.remove(old, { recursive: true }).catch(() => {});
  }
  const split = ["--code-splitting", `--outdir=${parts}`];
  await deno(Deno.execPath(), [...BUNDLE, ...split, entry, ...GATHERED]);
  await settleNames(parts);
  await gather({ from: parts, entry: built(entry), to: folder });
  await Deno.remove(parts, { recursive: true });
  for (const module of hasWorkers ? WORKERS : []) {
    const output = `--output=${folder}/${module.replace(FOLDER, "")}`;
    await deno(Deno.execPath(), [...BUNDLE, output, module]);
  }
  await settleTimes(folder);
  return `${folder}/${built(entry.replace(FOLDER, ""))}`;
}

/** How everything is bundled. */
export const BUNDLE: readonly string[] = [
  "bundle",
  "--quiet",
  "--platform=deno",
  "--minify",
];

/**
 * Compiles what `bundle` has made; gives the path of the binary.
 *
 * @throws {BuildError} if that fails
 */
export async function compile(
  program: Program,
  main: string,
  { compiler, paths, target }: BuildOptions,
): Promise<string> {
  const suffix = target === undefined ? "" : `-${target}`;
  const exe = (target ?? Deno.build.target).includes("windows") ? ".exe" : "";
  const output = `${OUTPUT}/${program.name}${suffix}${exe}`;
  const workers = WORKERS.map((module) =>
    `--include=${main.replace(/[^/]*$/, module.replace(FOLDER, ""))}`
  );
  const args = [
    "compile",
    "--quiet",
    // All that it needs is in the bundle.
    "--no-config",
    // Types are checked by `deno task ok`; with them, type files of Node come along.
    "--no-check",
    // The cache would be executed from a predictable, world-readable file.
    "--no-code-cache",
    // A binary that asks its user for more permissions has none that hold.
    "--no-prompt",
    ...permissionFlags(program, paths),
    ...(program.hasWorkers ? ["--unstable-worker-options", ...workers] : []),
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--output=${output}`,
    main,
  ];
  const isForeign = target !== undefined && target !== Deno.build.target;
  await deno(compiler, args, isForeign ? [OWN_BASE] : []);
  return output;
}

/**
 * Runs a Deno to its end.
 *
 * @throws {BuildError} if that fails
 */
export async function deno(
  program: string,
  args: string[],
  without: readonly string[] = [],
): Promise<void> {
  const env = Object.entries(Deno.env.toObject())
    .filter(([name]) => !without.includes(name));
  const { success, stderr } = await new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...Object.fromEntries(env), NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new BuildError(new TextDecoder().decode(stderr).trim());
}
