/** `coffer agent start` */
import { RefusedError } from "../../core/errors.ts";
import { PROTOCOL } from "../../agent/protocol.ts";
import type { Call, Command } from "../command.ts";
import { CLEARER } from "../clipboard_tools.ts";
import { JSON_OUTPUT } from "../shared_options.ts";
import { startAgent } from "./helper.ts";
import { knownAgent, ownedSocket } from "./socket.ts";
import { serveHere } from "./serving.ts";

async function run(call: Call): Promise<void> {
  const known = knownAgent(call.io);
  const running = await known?.client.hello() ?? null;
  if (running !== null) {
    if (running.version !== PROTOCOL) throw otherVersion();
    return await tell(call, "running");
  }
  if (call.flag("foreground")) return await inForeground(call);
  await ownedSocket(call.io);
  await startAgent(call.io);
  await tell(call, "started");
}

async function inForeground(call: Call): Promise<void> {
  const served = await serveHere(call, {
    onReady: async () => {
      await call.out.note("the agent is running; Ctrl-C ends it");
      if (call.out.json) await tell(call, "started");
      await call.out.flush();
    },
  });
  if (!served) await tell(call, "running");
}

async function tell(call: Call, agent: "started" | "running"): Promise<void> {
  if (call.out.json) return await call.out.value({ agent });
  await call.out.note(
    agent === "started" ? "the agent is running" : "the agent is running already",
  );
}

function otherVersion(): RefusedError {
  return new RefusedError("an agent of another version is running", {
    hint: "end it with `coffer agent stop` first",
  });
}

/** Starts the agent. */
export const command: Command = {
  options: [
    {
      flags: "--foreground",
      help: "serve in this very process until it is stopped",
    },
    JSON_OUTPUT,
  ],
  examples: [
    { call: "coffer agent start", does: "starts it in the background" },
    {
      call: "coffer agent start --foreground",
      does: "for a supervisor such as systemd, or where Coffer is not in PATH",
    },
  ],
  notes: `The agent holds the keys of wallets and stashes that were opened with a typed
password, never a password, so that the next command asks for none. A key is wiped when
it was not used for 60 seconds, and after 600 seconds in any case (\`coffer conf -to -lf\`).

Where the configuration says so (\`coffer conf --agent\`), or COFFER_AGENT is set, the first
password that is typed starts it. COFFER_AGENT=no leaves it alone for one call. In the
background it is Coffer from PATH; it ends when it has held nothing for ten minutes.

Every process of the same user can ask it; other users cannot. It is not there on Windows.`,
  writes: () => true,
  programs: (call) => call.flag("foreground") ? [] : [CLEARER],
  talksToAgent: true,
  run,
};
