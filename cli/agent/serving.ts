/**
 * Being the agent.
 *
 * @module
 */

import { tirelessClock } from "../../agent/clock.ts";
import { ownSocket } from "../../agent/own_socket.ts";
import { serve } from "../../agent/server.ts";
import { AgentState } from "../../agent/state.ts";
import type { Call } from "../command.ts";
import { ownedSocket } from "./socket.ts";

/** How an agent serves. */
interface Serving {
  /** Called when it can be asked. */
  onReady(): Promise<void>;
  /** Ends after so many milliseconds without a key. */
  linger?: number;
}

/**
 * Serves until somebody stops it; `false` at once if another agent is there. From the
 * first connection on, this process may do nothing at all but answer.
 *
 * @throws {PermissionError | UnavailableError | RefusedError} if there can be no safe socket
 */
export async function serveHere(
  call: Call,
  { onReady, linger }: Serving,
): Promise<boolean> {
  const listener = await ownSocket(await ownedSocket(call.io));
  if (listener === null) return false;
  await call.io.giveUpAllBut({ write: false, read: false });
  const ended = new AbortController();
  // A signal ends the program right after this callback: keys are wiped in it.
  call.io.interrupted.then(() => ended.abort());
  await onReady();
  const state = new AgentState(tirelessClock());
  await serve(listener, state, {
    pid: Deno.pid,
    signal: ended.signal,
    ...(linger !== undefined && { linger }),
  });
  return true;
}
