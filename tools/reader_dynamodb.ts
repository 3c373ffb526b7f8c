/** The program `coffer-reader-dynamodb`. */
import { READER_DYNAMODB } from "../cli/edition.ts";
import { systemIo } from "../cli/io.ts";
import { run } from "../cli/run.ts";

if (import.meta.main) {
  Deno.exit(await run(Deno.args, { ...systemIo(), edition: READER_DYNAMODB }));
}
