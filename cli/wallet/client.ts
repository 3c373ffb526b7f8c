/** `coffer client` */
import type { Command } from "../command.ts";
import { replacedCommand } from "./session.ts";

/** Says what there is instead of a session. */
export const command: Command = replacedCommand("client", {
  then: "asked the session for the memorable password",
  agent: "agent status",
});
