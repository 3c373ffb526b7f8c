/** `coffer agent-serve`, which Coffer starts for itself. */
import { utf8 } from "../../core/bytes.ts";
import type { Call, Command } from "../command.ts";
import { READY } from "./helper.ts";
import { serveHere } from "./serving.ts";

/** As long as a key is held at most, unless configured; in milliseconds. */
const LINGER = 600_000;

async function run(call: Call): Promise<void> {
  const onReady = () => call.io.stdout.write(utf8(READY));
  // Of two that start at once, one is enough.
  if (!await serveHere(call, { onReady, linger: LINGER })) await onReady();
}

/** Serves in the background. */
export const command: Command = {
  options: [],
  examples: [],
  writes: () => true,
  talksToAgent: true,
  run,
};
