/** `coffer agent lock` */
import type { Call, Command } from "../command.ts";
import { JSON_OUTPUT } from "../shared_options.ts";
import { knownAgent } from "./socket.ts";

async function run(call: Call): Promise<void> {
  const known = knownAgent(call.io);
  const wasThere = await known?.client.lock() ?? false;
  if (call.out.json) return await call.out.value({ locked: wasThere });
  await call.out.note(wasThere ? "the agent holds no keys" : "no agent is running");
}

/** Wipes the keys that the agent holds; it goes on running. */
export const command: Command = {
  options: [JSON_OUTPUT],
  examples: [{ call: "coffer agent lock", does: "as when leaving the desk" }],
  notes: "No agent is no error: the exit code is 0.",
  writes: () => true,
  talksToAgent: true,
  run,
};
