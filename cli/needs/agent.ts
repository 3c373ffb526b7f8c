/**
 * What reaching the agent takes: its folder, its socket, and who we are.
 *
 * @module
 */

import { socketPath } from "../../agent/folder.ts";
import { agentFolder } from "../agent/socket.ts";
import { agentUse } from "../agent/use.ts";
import { wantedOfAgent } from "../agent/wanted.ts";
import { handedOn } from "../bare_command.ts";
import { CLEARER } from "../clipboard_tools.ts";
import type { Call, Command } from "../command.ts";
import { HOME, XDG_RUNTIME_DIR, XDG_STATE_HOME } from "../environment.ts";
import type { Grants } from "./grants.ts";

/** Adds what `command`, called by `words`, needs if it goes to the agent. */
export async function agentGrants(
  words: string,
  { command, call, grants }: { command: Command; call: Call; grants: Grants },
): Promise<void> {
  const makes = words === "agent start";
  if (command.talksToAgent) {
    if (makes) grants.variable(...handedOn("agent"));
    return reach(call, grants, makes);
  }
  if (agentUse(words, command, call) === null) return;
  if (await wantedOfAgent(call, command) === null) return;
  reach(call, grants, true);
  // Whoever finds none starts one.
  grants.program(CLEARER);
  grants.variable(...handedOn("agent"));
}

/** `makes`: whether the folder is made if it is not there. */
function reach({ io }: Call, grants: Grants, makes: boolean): void {
  const folder = agentFolder(io);
  grants.variable(XDG_RUNTIME_DIR, XDG_STATE_HOME, HOME);
  grants.system("uid");
  // Others could replace the folder in the one that it lies in.
  if (makes) grants.change(`${folder}/..`);
  else grants.read(`${folder}/..`);
  grants.change(folder);
  grants.socket(socketPath(folder));
}
