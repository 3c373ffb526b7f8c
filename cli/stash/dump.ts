/** `coffer stash dump` */
import { toBase64 } from "../../core/bytes.ts";
import type { Call, Command } from "../command.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  using stash = await openCalled(call);
  for (const { key, node } of stash.entries()) {
    const value = node.value === null ? null : toBase64(node.value);
    await call.out.value({ path: key, value });
  }
}

/** Prints everything, values too, for programs. */
export const command: Command = {
  options: OPEN_STASH,
  examples: [
    { call: "coffer stash dump -f my.stash", does: "prints a JSON line for each key" },
    {
      call: "coffer stash dump -f my.stash | jq -r '.path | join(\"/\")'",
      does: "lists all keys",
    },
  ],
  notes:
    `Each line is {"path":[...],"value":"<base64>"}, in the order of the file; the value
of a key without one is null. The secrets are in the clear: mind where they go.`,
  writes: () => false,
  run,
};
