/**
 * Cuts itself short while it exports, and tells as JSON what was on disk just before
 * and just after, and what came of the export. Arguments: how to export (`folder`,
 * `file` or `force`), where to, and before which step to cut (`sync`,
 * `rename`, or `shared`: a sync when others have written in the folder too).
 */

import { cleanUp, exportDir, exportFile } from "../../exchange/mod.ts";
import { readFromDisk } from "./on_disk.ts";
import { open } from "./opened.ts";

const [how, to, step] = Deno.args as [string, string, string];
const parent = to.replace(/\/[^/]*$/, "");
using stash = await open([[["top", "a"], "SECRET"], [["top", "b", "c"], "SECRET"]]);

const told: Record<string, unknown> = {};

function cut(): void {
  if ("left" in told) return;
  told.before = readFromDisk(parent);
  told.left = cleanUp();
  told.after = readFromDisk(parent);
}

const { rename } = Deno;
const { sync } = Deno.FsFile.prototype;
if (step === "rename") {
  Deno.rename = (from, to) => {
    cut();
    return rename(from, to);
  };
} else {
  Deno.FsFile.prototype.sync = function () {
    // Somebody else may use a new folder at once.
    if (step === "shared") Deno.writeTextFileSync(`${to}/theirs`, "mine");
    cut();
    return sync.call(this);
  };
}

async function outcome(work: () => Promise<unknown>): Promise<string> {
  return await work().then(() => "done", (error) => error.name);
}

told.result = await outcome(() =>
  how === "folder"
    ? exportDir(stash, ["top"], to)
    : exportFile(stash, ["top", "a"], to, { force: how === "force" })
);
told.later = await outcome(() => exportFile(stash, ["top", "a"], `${to}.later`));
console.log(JSON.stringify(told));
