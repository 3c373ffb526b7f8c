/** `coffer agent stop` */
import type { Call, Command } from "../command.ts";
import { JSON_OUTPUT } from "../shared_options.ts";
import { knownAgent } from "./socket.ts";

async function run(call: Call): Promise<void> {
  const known = knownAgent(call.io);
  const wasThere = await known?.client.stop() ?? false;
  if (call.out.json) return await call.out.value({ stopped: wasThere });
  await call.out.note(wasThere ? "the agent has ended" : "no agent is running");
}

/** Wipes the keys that the agent holds, and ends it. */
export const command: Command = {
  options: [JSON_OUTPUT],
  examples: [{ call: "coffer agent stop", does: "also an agent of another version" }],
  notes: "No agent is no error: the exit code is 0.",
  writes: () => true,
  talksToAgent: true,
  run,
};
