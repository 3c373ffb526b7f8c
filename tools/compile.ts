/**
 * Builds the binary `dist/coffer` with each permission named.
 *
 * COMPILE_DENO names the Deno that compiles; without it, this one does.
 *
 * @module
 */

const OUTPUT = "dist/coffer";

const compiler = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
const { code } = await new Deno.Command(compiler, {
  args: [
    "compile",
    "--quiet",
    // Types are checked by `deno task ok`; with them, type files of Node come along.
    "--no-check",
    // The cache would be executed from a predictable, world-readable file.
    "--no-code-cache",
    // A binary that asks its user for more permissions has none that hold.
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    // In full for `coffer run`; every other command gives up what it does not need.
    "--allow-env",
    "--allow-run",
    // Plug-ins run in Workers, which `compile` does not find by itself.
    "--include=backends/plugin/runner.ts",
    `--output=${OUTPUT}`,
    ...Deno.args,
    "main.ts",
  ],
}).output().then(async (output) => {
  await Deno.stderr.write(output.stderr);
  return output;
});
if (code === 0) console.log(`made ${OUTPUT}`);
Deno.exit(code);
