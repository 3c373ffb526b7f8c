/**
 * Builds the binary `dist/coffer` with each permission named.
 *
 * COMPILE_DENO names the Deno that compiles; without it, this one does.
 *
 * @module
 */

import { PROGRAMS } from "../cli/clipboard_tools.ts";
import { VARIABLES } from "../cli/environment.ts";

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
    `--allow-env=${VARIABLES.join(",")}`,
    `--allow-run=${PROGRAMS.join(",")}`,
    // Whose the folder of the agent's socket has to be. Deno 2.4.2 counts the socket itself
    // among files; newer ones want it named under --allow-net, and its path is not known here.
    "--allow-sys=uid",
    // Plug-ins, and what goes to the agent, run in Workers, which `compile` does not find.
    "--include=backends/plugin/runner.ts",
    "--include=agent/envoy_worker.ts",
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
