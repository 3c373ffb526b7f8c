/** `coffer stash export` */
import { exportDir } from "../../exchange/mod.ts";
import type { Call, Command } from "../command.ts";
import { progress } from "../progress.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { KEY, KEY_NOTE } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const key = keyArgument(call);
  const folder = call.arguments[1]!;
  using stash = await openCalled(call);
  const line = progress(call.io, "files");
  const report = await exportDir(stash, key, folder, {
    force: call.flag("force"),
    localNames: call.flag("localNames"),
    onProgress: line.report,
  }).finally(line.done);
  if (call.out.json) return await call.out.value({ path: key, folder, ...report });
  await call.out.note(`${report.files} files and ${report.folders} folders`);
}

/** Puts keys out as files. */
export const command: Command = {
  arguments: [KEY, { name: "<folder>", help: "where to, made if it is not there" }],
  options: [
    { flags: "--force", help: "replace files that are there" },
    {
      flags: "--local-names",
      help: "allow names that only other systems reserve (aux.c, a\\b)",
    },
    ...OPEN_STASH,
  ],
  examples: [
    {
      call: "coffer stash export -f my.stash certs ./certs",
      does: "makes a file of every key below certs",
    },
    { call: "coffer stash export -f my.stash '[]' ./all", does: "puts out everything" },
  ],
  notes:
    `Files get mode 0600, folders 0700. Names such as .. are refused before anything is
written, nothing outside the folder is touched, and without --force nothing is replaced.
The value of a key that has keys below it goes into a file called .coffer-value.\n${KEY_NOTE}`,
  writes: () => true,
  needs: (call, grants) => grants.change(call.arguments[1]!),
  run,
};
