/** `coffer stash import` */
import { shownPath } from "../../core/shown_path.ts";
import { PartialError } from "../../core/errors.ts";
import { importDir } from "../../exchange/mod.ts";
import { counted } from "../counted.ts";
import type { Call, Command } from "../command.ts";
import { progress } from "../progress.ts";
import { CHANGE_STASH } from "../shared_options.ts";
import { KEY, KEY_NOTE } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const key = keyArgument(call);
  const folder = call.arguments[1]!;
  const dryRun = call.flag("dryRun");
  using stash = await openCalled(call);
  const line = progress(call.io, "files");
  const report = await importDir(stash, key, folder, {
    dryRun,
    followSymlinks: call.flag("followSymlinks"),
    onProgress: line.report,
  }).finally(line.done);
  const { skipped, ...counts } = report;
  if (call.out.json) {
    await call.out.value({ path: key, dryRun, ...counts, skipped });
  } else {
    for (const { path, reason } of skipped) {
      await call.out.warn(`left out ${shownPath(path)}: ${reason}`);
    }
    await call.out.note(summary(report, dryRun));
  }
  if (skipped.length === 0) return;
  await call.out.flush();
  throw new PartialError(`${skipped.length} left out, the rest was taken in`, {
    hint: call.out.json
      ? "`skipped` names each with the reason"
      : "each is named above with the reason",
  });
}

function summary(
  { files, folders, added, replaced, unchanged }: Awaited<ReturnType<typeof importDir>>,
  dryRun: boolean,
): string {
  return `${counted(files, "file")} and ${counted(folders, "folder")}: ${added} new, ` +
    `${replaced} replaced, ${unchanged} unchanged${
      dryRun ? " (dry run: nothing was written)" : ""
    }`;
}

/** Takes in a folder. */
export const command: Command = {
  arguments: [KEY, { name: "<folder>", help: "the folder to take in" }],
  options: [
    { flags: "--dry-run", help: "tell what would be done, and do nothing" },
    { flags: "--follow-symlinks", help: "take in what symbolic links point to" },
    ...CHANGE_STASH,
  ],
  examples: [
    {
      call: "coffer stash import -f my.stash certs ./certs",
      does: "makes a key of every file, below certs, in one step",
    },
    {
      call: "coffer stash import -f my.stash '[]' ./secrets --dry-run",
      does: "tells what would come to the top of the stash",
    },
  ],
  notes:
    `A folder becomes a key without a value, an empty one too. Modes, times and owners
are not kept. Symbolic links, devices and what cannot be read are left out and named, with
exit code 9. A file called .coffer-value becomes the value of its folder's key.\n${KEY_NOTE}`,
  writes: (call) => !call.flag("dryRun"),
  needs: (call, grants) => grants.read(call.arguments[1]),
  run,
};
