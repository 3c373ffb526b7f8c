/** `coffer stash ls` */
import { formatKey } from "../../core/stash/key.ts";
import type { Call, Command } from "../command.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { KEY_NOTE, OPTIONAL_KEY } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  using stash = await openCalled(call);
  const names = stash.children(keyArgument(call));
  if (call.out.json) return await call.out.value(names);
  for (const name of names) await call.out.line(formatKey([name]));
}

/** Lists names, each in the form that commands take. */
export const command: Command = {
  arguments: [OPTIONAL_KEY],
  options: OPEN_STASH,
  examples: [
    { call: "coffer stash ls -f my.stash", does: "lists the names at the top" },
    { call: "coffer stash ls -f my.stash mail", does: "lists the names below mail" },
  ],
  notes: `One name on a line, in the order of the file, written as commands take it.
${KEY_NOTE}`,
  writes: () => false,
  run,
};
