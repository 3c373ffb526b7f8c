/** `coffer stash dump` */
import { base64Chunks, utf8 } from "../../core/bytes.ts";
import { asciiJson, type Key } from "../../core/stash/key.ts";
import type { Call, Command } from "../command.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  using stash = await openCalled(call);
  for (const { key, node } of stash.entries()) {
    await printEntry(call, key, node.value);
  }
}

/**
 * Prints a key and its value as a line of JSON: the value in pieces, since it may be
 * longer than a string can be.
 */
export async function printEntry(
  call: Call,
  key: Key,
  value: Uint8Array | null,
): Promise<void> {
  const start = asciiJson({ path: key }).slice(0, -1);
  if (value === null) return await call.out.line(`${start},"value":null}`);
  await call.out.data(utf8(`${start},"value":"`));
  for (const chunk of base64Chunks(value)) await call.out.data(utf8(chunk));
  await call.out.line('"}');
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
