/** `coffer agent status` */
import type { HeldFor } from "../../agent/protocol.ts";
import type { Call, Command } from "../command.ts";
import { JSON_OUTPUT } from "../shared_options.ts";
import { knownAgent } from "./socket.ts";

const SHOWN = 8;

async function run(call: Call): Promise<void> {
  const known = knownAgent(call.io);
  const status = await known?.client.status() ?? null;
  if (call.out.json) {
    const { pid = null, held = [] } = status ?? {};
    return await call.out.value({ running: status !== null, pid, keys: held });
  }
  if (status === null) return await call.out.line("no agent is running");
  const { pid, held } = status;
  await call.out.line(`running, process ${pid}, ${keys(held.length)}`);
  for (const each of held) await call.out.line(line(each));
}

function keys(count: number): string {
  return count === 0 ? "no keys" : count === 1 ? "1 key" : `${count} keys`;
}

/** The beginning of a name is enough to tell keys apart. */
function line({ name, unused, left }: HeldFor): string {
  const [kind = "", id = "", slot] = name.split("/");
  const whose = `${kind} ${id.slice(0, SHOWN)}${
    slot === undefined ? "" : ` slot ${slot}`
  }`;
  return `${whose}: ${unused} s if not used, ${left} s at most`;
}

/** Tells what the agent holds. */
export const command: Command = {
  options: [JSON_OUTPUT],
  examples: [{ call: "coffer agent status", does: "shows which keys it holds" }],
  notes: "No agent is no error: the exit code is 0. Values are never shown.",
  writes: () => true,
  talksToAgent: true,
  run,
};
