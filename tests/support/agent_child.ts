/**
 * A process that tries to be the agent on a socket, and says whether it is.
 *
 * @module
 */

import { ownSocket } from "../../agent/own_socket.ts";
import { serve } from "../../agent/server.ts";
import { AgentState } from "../../agent/state.ts";

if (import.meta.main) {
  const listener = await ownSocket(Deno.args[0]!);
  console.log(listener === null ? "another" : "own");
  // A lock that is still asked for would keep this process.
  if (listener === null) Deno.exit();
  const state = new AgentState(() => performance.now());
  await serve(listener, state, { pid: Deno.pid });
}
