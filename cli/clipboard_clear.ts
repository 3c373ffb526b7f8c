/** `coffer clipboard-clear`, which Coffer starts for itself. */
import { utf8 } from "../core/bytes.ts";
import { UsageError } from "../core/errors.ts";
import { paste } from "./clipboard.ts";
import { clipboardPrograms } from "./clipboard_tools.ts";
import { readMark, READY, TAKEN } from "./clipboard_helper.ts";
import { lapse } from "./clipboard_lapse.ts";
import type { Call, Command } from "./command.ts";

async function run(call: Call): Promise<void> {
  const seconds = call.arguments[0] ?? "";
  if (!/^[0-9]{1,6}$/.test(seconds)) throw new UsageError("seconds are a whole number");
  // Shows that it can be read; what it is does not matter yet.
  paste(call.io);
  await call.io.stdout.write(utf8(READY));
  const mark = await readMark(call.io);
  if (mark === null) return;
  const lapsed = lapse(call.io, mark, Number(seconds));
  await call.io.stdout.write(utf8(TAKEN));
  await lapsed;
}

/** Clears the clipboard after a while if it has what standard input marks. */
export const command: Command = {
  arguments: [{ name: "<seconds>", help: "how long to wait" }],
  options: [],
  examples: [],
  writes: () => false,
  programs: (call) => clipboardPrograms(call.io),
  run,
};
