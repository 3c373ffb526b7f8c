/** `coffer stash mv` */
import type { Call, Command } from "../command.ts";
import { CHANGE_STASH } from "../shared_options.ts";
import { KEY_NOTE } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const [from, to] = [keyArgument(call, 0), keyArgument(call, 1)];
  using stash = await openCalled(call);
  await stash.move(from, to);
  if (call.out.json) await call.out.value({ from, to });
}

/** Moves a key with all below it. */
export const command: Command = {
  arguments: [
    { name: "<from>", help: "the key to move" },
    { name: "<to>", help: "its new place, which must be free" },
  ],
  options: CHANGE_STASH,
  examples: [
    {
      call: "coffer stash mv -f my.stash mail/work mail/office",
      does: "renames a key; what is below it comes along",
    },
  ],
  notes: KEY_NOTE,
  writes: () => true,
  run,
};
