/** `coffer stash read` */
import { utf8 } from "../../core/bytes.ts";
import type { Key } from "../../core/stash/key.ts";
import type { Stash } from "../../core/stash/stash.ts";
import type { Call, Command } from "../command.ts";
import { assertPrintable } from "../printable.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { KEY, KEY_NOTE } from "./arguments.ts";
import { printEntry } from "./dump.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const key = keyArgument(call);
  using stash = await openCalled(call);
  const target = call.text("out");
  if (target === undefined) return await print(call, stash, key);
  // Loaded only here, so that printing a value starts as quickly as it can.
  const { exportFile } = await import("../../exchange/mod.ts");
  await exportFile(stash, key, target, { force: call.flag("force") });
  if (call.out.json) await call.out.value({ path: key, file: target });
}

async function print(call: Call, stash: Stash, key: Key): Promise<void> {
  const value = stash.read(key);
  if (call.out.json) return await printEntry(call, key, value);
  const seen = call.io.stdout.isTerminal();
  if (seen) assertPrintable(value);
  await call.out.data(value);
  if (seen) await call.out.data(utf8("\n"));
}

/** Prints one value as it is. */
export const command: Command = {
  arguments: [KEY],
  options: [
    { flags: "-o, --out <FILE>", help: "put the value into a new file (mode 0600)" },
    { flags: "--force", help: "with --out: replace a file that is there" },
    ...OPEN_STASH,
  ],
  examples: [
    { call: "coffer stash read -f my.stash mail/work", does: "prints the value" },
    {
      call: "coffer stash read -f my.stash tls/key --out key.pem",
      does: "puts it into a file that only you can read",
    },
    {
      call: 'TOKEN="$(COFFER_STASH=my.stash coffer stash read ci/token)"',
      does: "hands it to a script; piped output has no newline added",
    },
  ],
  notes: KEY_NOTE,
  writes: (call) => call.text("out") !== undefined,
  run,
};
