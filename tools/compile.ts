/**
 * Builds the binaries in `dist`, each with its permissions named, `dist/SHA256SUMS` and,
 * with all of them, `dist/coffer.cdx.json`, which lists what is in them.
 *
 *     deno task compile [--read PATH]... [NAME]...
 *
 * `--read` makes programs that read nowhere else. With `--all-targets`, programs for five
 * platforms. COMPILE_DENO names the Deno that compiles; without it, this one does.
 *
 * @module
 */

import { parseArgs } from "node:util";
import {
  BuildError,
  type BuildOptions,
  bundle,
  compile,
  OUTPUT,
} from "./compile/build.ts";
import { type Program, PROGRAMS } from "./compile/programs.ts";
import { writeSbom } from "./sbom.ts";

/** What `deno compile` has a runtime for. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];
const SUMS = `${OUTPUT}/SHA256SUMS`;

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    read: { type: "string", multiple: true, default: [] },
    "all-targets": { type: "boolean", default: false },
  },
});
const compiler = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
const made: string[] = [];
const missing: string[] = [];
try {
  for (const program of chosen(positionals)) await build(program);
  if (positionals.length === 0) made.push(await writeSbom());
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
await Deno.writeTextFile(SUMS, (await Promise.all(made.map(sumOf))).join(""));
console.log(`made ${[...made, SUMS].join(", ")}`);
if (missing.length > 0) console.log(`not made:\n${missing.join("\n")}`);
Deno.exit(made.length === 0 ? 1 : 0);

/** The programs by these names, all that can be built if none is named. */
function chosen(names: readonly string[]): Program[] {
  const unknown = names.find((name) => PROGRAMS.every((each) => each.name !== name));
  if (unknown !== undefined) throw new Error(`there is no program ${unknown}`);
  return PROGRAMS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function build(program: Program): Promise<void> {
  const main = await bundle(program);
  const options: BuildOptions = { compiler, paths: absolute(values.read) };
  if (!values["all-targets"]) {
    made.push(await compile(program, main, options));
    return;
  }
  for (const target of TARGETS) {
    try {
      made.push(await compile(program, main, { ...options, target }));
    } catch (error) {
      if (!(error instanceof BuildError && error.isOutOfReach)) throw error;
      missing.push(`  ${program.name} for ${target}: its runtime cannot be fetched here`);
    }
  }
}

/** Paths mean the same wherever the program is called from. */
function absolute(paths: readonly string[]): string[] {
  return paths.map((path) => path.startsWith("/") ? path : `${Deno.cwd()}/${path}`);
}

/** A line as `sha256sum --check` takes it. */
async function sumOf(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  const hex = Array.from(
    new Uint8Array(digest),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  return `${hex.join("")}  ${path.slice(OUTPUT.length + 1)}\n`;
}
