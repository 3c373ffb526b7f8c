/** `coffer client` */
import type { Command } from "../command.ts";
import { replacedCommand } from "./session.ts";

/** Says what there is instead of a session. */
export const command: Command = replacedCommand(
  "client",
  "asked the session for the memorable password",
);
