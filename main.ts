/** The program `coffer`. */
import { systemIo } from "./cli/io.ts";
import { run } from "./cli/run.ts";

if (import.meta.main) Deno.exit(await run(Deno.args, systemIo()));
